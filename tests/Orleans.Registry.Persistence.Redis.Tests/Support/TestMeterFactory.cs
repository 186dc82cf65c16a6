using System.Diagnostics.Metrics;

namespace Orleans.Registry.Persistence.Redis.Tests.Support;

/// <summary>Makes meters that a test can tell from those of others: their scope is this factory.</summary>
internal sealed class TestMeterFactory : IMeterFactory
{
    private readonly List<Meter> _meters = [];

    public Meter Create(MeterOptions options)
    {
        var meter = new Meter(new MeterOptions(options.Name) { Version = options.Version, Tags = options.Tags, Scope = this });
        _meters.Add(meter);
        return meter;
    }

    public void Dispose() => _meters.ForEach(static m => m.Dispose());
}
