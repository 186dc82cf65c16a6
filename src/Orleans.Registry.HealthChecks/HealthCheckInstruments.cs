using System.Diagnostics.Metrics;

namespace Orleans.Registry.HealthChecks;

/// <summary>The metrics of the checks that a registry runs, under the meter <see cref="MeterName"/>.</summary>
internal sealed class HealthCheckInstruments
{
    public const string MeterName = "Orleans.Registry.HealthChecks";

    private readonly Counter<long> _runs;
    private readonly Counter<long> _late;
    private readonly Histogram<double> _duration;

    public HealthCheckInstruments(Meter meter, Func<int> scheduled, Func<int> running)
    {
        _runs = meter.CreateCounter<long>("registry.healthchecks.runs", "{run}", "Health checks run, by kind and outcome.");
        _late = meter.CreateCounter<long>("registry.healthchecks.late", "{run}", "Health checks that began more than a second after they were due.");
        _duration = meter.CreateHistogram<double>("registry.healthchecks.duration", "s", "How long health checks took, by kind.");
        meter.CreateObservableGauge("registry.healthchecks.scheduled", scheduled, "{check}", "Health checks that this process runs again and again.");
        meter.CreateObservableGauge("registry.healthchecks.running", running, "{check}", "Health checks under way.");
    }

    public bool AreOn => _runs.Enabled || _duration.Enabled;

    public void CountLate() => _late.Add(1);

    public void Record(HealthCheckKind kind, CheckOutcome outcome, TimeSpan duration)
    {
        var name = new KeyValuePair<string, object?>("kind", NameOf(kind));
        _runs.Add(1, name, new KeyValuePair<string, object?>("outcome", NameOf(outcome)));
        _duration.Record(duration.TotalSeconds, name);
    }

    private static string NameOf(HealthCheckKind kind) => kind switch
    {
        HealthCheckKind.Http => "http",
        HealthCheckKind.Tcp => "tcp",
        HealthCheckKind.Grpc => "grpc",
        _ => "script",
    };

    private static string NameOf(CheckOutcome outcome) => outcome switch
    {
        CheckOutcome.Passed => "passed",
        CheckOutcome.Failed => "failed",
        _ => "timedOut",
    };
}
