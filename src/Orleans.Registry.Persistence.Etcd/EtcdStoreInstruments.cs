using System.Diagnostics.Metrics;

namespace Orleans.Registry.Persistence.Etcd;

/// <summary>What the etcd store measures. Safe to use from many threads.</summary>
internal sealed class EtcdStoreInstruments : IDisposable
{
    public const string MeterName = "Orleans.Registry.Persistence.Etcd";
    private readonly Meter? _owned;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _failovers;

    /// <summary>Creates the instruments; without a factory on a meter of its own.</summary>
    public EtcdStoreInstruments(IMeterFactory? factory)
    {
        var meter = factory?.Create(MeterName) ?? (_owned = new Meter(MeterName));
        _duration = meter.CreateHistogram<double>(
            "registry.store.etcd.call.duration", unit: "s", description: "Time of one attempt at one call of etcd.");
        _failovers = meter.CreateCounter<long>(
            "registry.store.etcd.failovers", unit: "{failover}", description: "How often the store left a member that did not answer.");
    }

    /// <summary>Records one attempt at a call.</summary>
    public void Record(string method, EtcdFault fault, TimeSpan elapsed)
    {
        if (_duration.Enabled)
        {
            _duration.Record(elapsed.TotalSeconds, new("etcd.method", method), new("error.type", Name(fault)));
        }
    }

    /// <summary>Records that the store left a member.</summary>
    public void RecordFailover() => _failovers.Add(1);

    public void Dispose() => _owned?.Dispose();

    private static string? Name(EtcdFault fault) => fault switch
    {
        EtcdFault.None => null,
        EtcdFault.Unreachable => "unreachable",
        EtcdFault.InvalidToken => "invalid_token",
        EtcdFault.AuthNotEnabled => "auth_not_enabled",
        EtcdFault.Compacted => "compacted",
        EtcdFault.NotFound => "not_found",
        _ => "refused",
    };
}
