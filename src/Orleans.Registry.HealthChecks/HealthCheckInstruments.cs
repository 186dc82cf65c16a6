using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Orleans.Registry.HealthChecks;

/// <summary>The metrics and spans of the checks that a registry runs, under the name <see cref="Name"/>.</summary>
internal sealed class HealthCheckInstruments
{
    /// <summary>Name of the meter and of the source of spans.</summary>
    public const string Name = "Orleans.Registry.HealthChecks";

    private static readonly ActivitySource Source = new(Name);

    private static readonly InstrumentAdvice<double> Bounds
        = new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] };

    private readonly Counter<long> _runs;
    private readonly Counter<long> _late;
    private readonly Histogram<double> _duration;

    public HealthCheckInstruments(Meter meter, Func<int> scheduled, Func<int> running)
    {
        _runs = meter.CreateCounter<long>("registry.health_check.runs", "{run}", "Health checks run, by kind and outcome.");
        _late = meter.CreateCounter<long>("registry.health_check.late_runs", "{run}", "Health checks that began more than a second after they were due.");
        _duration = meter.CreateHistogram("registry.health_check.duration", "s", "How long health checks took, by kind and outcome.", tags: null, Bounds);
        meter.CreateObservableUpDownCounter("registry.health_check.count", scheduled, "{check}", "Health checks that this process runs again and again.");
        meter.CreateObservableUpDownCounter("registry.health_check.active_runs", running, "{run}", "Health checks under way.");
    }

    public void CountLate() => _late.Add(1);

    public void Record(HealthCheckKind kind, CheckOutcome outcome, TimeSpan duration)
    {
        if (_runs.Enabled || _duration.Enabled)
        {
            var (of, found) = (new KeyValuePair<string, object?>("registry.health_check.kind", NameOf(kind)), new KeyValuePair<string, object?>("registry.health_check.outcome", NameOf(outcome)));
            _runs.Add(1, of, found);
            _duration.Record(duration.TotalSeconds, of, found);
        }
    }

    /// <summary>Begins the span of a run; <c>null</c> when nobody listens.</summary>
    public static Activity? StartRun(ServiceName service, InstanceId instance, HealthCheckDefinition check)
    {
        var activity = Source.StartActivity("registry.health_check");
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag("registry.service.name", service.Value);
            activity.SetTag("registry.instance.id", instance.Value);
            activity.SetTag("registry.health_check.name", check.Name);
            activity.SetTag("registry.health_check.kind", NameOf(check.Kind));
        }

        return activity;
    }

    /// <summary>Says what a run has found.</summary>
    public static void Note(Activity? activity, ProbeResult result)
    {
        activity?.SetTag("registry.health_check.outcome", NameOf(result.Outcome));
        if (!result.IsPassed)
        {
            activity?.SetTag("error.type", NameOf(result.Outcome));
            activity?.SetStatus(ActivityStatusCode.Error, result.Output);
        }
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
        _ => "timed_out",
    };
}
