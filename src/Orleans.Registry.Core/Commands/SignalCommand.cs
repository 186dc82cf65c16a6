namespace Orleans.Registry.Core;

/// <summary>Move an instance along its status machine.</summary>
/// <param name="Id">The instance.</param>
/// <param name="Report">The signal, and what check it comes from.</param>
public sealed record SignalCommand(InstanceId Id, HealthReport Report) : ServiceCommand
{
    /// <inheritdoc/>
    public override InstanceId Subject => Id;

    // A signal never touches details or override, and only a drain leaves an instance draining that was not.
    internal override bool CanHaveCaused(ServiceChange change)
        => change.InstanceId == Id
            && change is { Before: { } before, After: { LapsedAt: null } after }
            && before.Details == after.Details
            && before.Override == after.Override
            && HasEffect(before, after);

    private bool HasEffect(ServiceInstance before, ServiceInstance after)
    {
        var drains = after.ReportedStatus == InstanceStatus.Draining && (before.ReportedStatus != InstanceStatus.Draining || before.LapsedAt is not null);
        return Report.Signal switch
        {
            InstanceSignal.Drain => drains,
            _ when drains && before.ReportedStatus != InstanceStatus.Draining => false,
            InstanceSignal.Ready => after.ReportedStatus is InstanceStatus.Healthy or InstanceStatus.Unhealthy,
            InstanceSignal.CheckPassed => Report.Check.Length == 0 ? after.FailingChecks.Count == 0 : !after.FailingChecks.Contains(Report.Check),
            InstanceSignal.CheckFailed => after.FailingChecks.Contains(Report.Check),
            _ => before.ReportedStatus == InstanceStatus.Draining && after.ReportedStatus != InstanceStatus.Draining,
        };
    }
}
