namespace Orleans.Registry.HealthChecks.Tests.Support;

/// <summary>Takes reports in as an engine does: keeps them, and makes the record that follows.</summary>
internal sealed class RecordingSink : IHealthReportSink
{
    private readonly Lock _gate = new();
    private readonly List<HealthReport> _reports = [];

    /// <summary>Told of every record that a report makes; <c>null</c> for a sink that only listens.</summary>
    public IInstanceChecks? Follower { get; set; }

    /// <summary>Whether reports are taken in.</summary>
    public bool Takes { get; set; } = true;

    /// <summary>Reports offered, those not taken in included.</summary>
    public int Offered { get; private set; }

    public IReadOnlyList<HealthReport> Reports
    {
        get
        {
            lock (_gate)
            {
                return [.. _reports];
            }
        }
    }

    /// <summary>What was reported, in short.</summary>
    public string Told => string.Join(' ', Reports.Select(static r => $"{(r.Signal == InstanceSignal.CheckPassed ? '+' : '-')}{r.Check}"));

    public ValueTask<bool> ReportAsync(ServiceInstance instance, HealthReport report, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Offered++;
            if (!Takes)
            {
                return new(false);
            }

            _reports.Add(report);
        }

        var failing = report.Signal == InstanceSignal.CheckFailed
            ? TagSet.Create([.. instance.FailingChecks, report.Check])
            : TagSet.Create(instance.FailingChecks.Where(c => c != report.Check));
        Follower?.Update(instance.Next(failing.Count > 0 ? InstanceStatus.Unhealthy : InstanceStatus.Healthy, failing));
        return new(true);
    }
}
