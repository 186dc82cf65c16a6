namespace Orleans.Registry.Core;

/// <summary>Move an instance along its status machine.</summary>
/// <param name="Id">The instance.</param>
/// <param name="Report">The signal, and what check it comes from.</param>
public sealed record SignalCommand(InstanceId Id, HealthReport Report) : ServiceCommand
{
    /// <inheritdoc/>
    public override InstanceId Subject => Id;

    internal override bool CanHaveCaused(ServiceChange change)
        => change.InstanceId == Id && change is { Before: not null, After: { LapsedAt: null } after } && Report.Signal switch
        {
            InstanceSignal.Ready => after.ReportedStatus is InstanceStatus.Healthy or InstanceStatus.Unhealthy,
            InstanceSignal.CheckPassed => Report.Check.Length == 0 ? after.FailingChecks.Count == 0 : !after.FailingChecks.Contains(Report.Check),
            InstanceSignal.CheckFailed => after.FailingChecks.Contains(Report.Check),
            InstanceSignal.Drain => after.ReportedStatus == InstanceStatus.Draining,
            _ => after.ReportedStatus != InstanceStatus.Draining && change.Before.ReportedStatus == InstanceStatus.Draining,
        };
}
