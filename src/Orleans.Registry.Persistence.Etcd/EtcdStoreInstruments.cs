using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Orleans.Registry.Persistence.Etcd;

/// <summary>What the etcd store measures and traces. Safe to use from many threads.</summary>
internal sealed class EtcdStoreInstruments : IDisposable
{
    /// <summary>Name of the meter and of the source of spans.</summary>
    public const string Name = "Orleans.Registry.Persistence.Etcd";

    private const string System = "etcd";
    private static readonly ActivitySource Source = new(Name);
    private static readonly InstrumentAdvice<double> Bounds
        = new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] };

    private readonly Meter? _owned;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _failovers;

    /// <summary>Creates the instruments; without a factory on a meter of its own.</summary>
    public EtcdStoreInstruments(IMeterFactory? factory)
    {
        var meter = factory?.Create(Name) ?? (_owned = new Meter(Name));
        _duration = meter.CreateHistogram(
            "db.client.operation.duration", unit: "s", description: "Time of one attempt at one call of etcd.", tags: null, Bounds);
        _failovers = meter.CreateCounter<long>(
            "registry.etcd.failovers", unit: "{failover}", description: "How often the store left a member that did not answer.");
    }

    /// <summary>
    /// Begins the span of a call, as part of whatever is traced; <c>null</c> for calls of nobody, which the store makes all the
    /// time to keep its claim and to follow.
    /// </summary>
    public static Activity? StartCall(string method)
    {
        var activity = Activity.Current is null ? null : Source.StartActivity(method, ActivityKind.Client);
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag("db.system.name", System);
            activity.SetTag("db.operation.name", method);
        }

        return activity;
    }

    /// <summary>Records one attempt at a call.</summary>
    /// <param name="activity">The span of the call; <c>null</c> for none.</param>
    /// <param name="method">The call.</param>
    /// <param name="member">Who was asked.</param>
    /// <param name="elapsed">How long it took.</param>
    /// <param name="failure">Why it failed; <c>null</c> when it did not.</param>
    public void Record(Activity? activity, string method, Uri member, TimeSpan elapsed, EtcdCallException? failure = null)
    {
        var error = failure is null ? null : TypeOf(failure.Fault);
        if (activity is not null)
        {
            activity.SetTag("server.address", member.Host);
            activity.SetTag("server.port", member.Port);
            activity.SetTag("error.type", error);
            activity.SetStatus(failure is null ? ActivityStatusCode.Unset : ActivityStatusCode.Error, failure?.Message);
        }

        if (!_duration.Enabled)
        {
            return;
        }

        var tags = new TagList
        {
            { "db.system.name", System },
            { "db.operation.name", method },
            { "server.address", member.Host },
            { "server.port", member.Port },
        };
        if (error is not null)
        {
            tags.Add("error.type", error);
        }

        _duration.Record(elapsed.TotalSeconds, tags);
    }

    /// <summary>Records that the store left a member.</summary>
    public void RecordFailover() => _failovers.Add(1);

    public void Dispose() => _owned?.Dispose();

    private static string TypeOf(EtcdFault fault) => fault switch
    {
        EtcdFault.Unreachable => "unreachable",
        EtcdFault.InvalidToken => "invalid_token",
        EtcdFault.AuthNotEnabled => "auth_not_enabled",
        EtcdFault.Compacted => "compacted",
        EtcdFault.NotFound => "not_found",
        _ => "refused",
    };
}
