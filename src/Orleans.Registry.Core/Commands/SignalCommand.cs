namespace Orleans.Registry.Core;

/// <summary>Move an instance along its status machine.</summary>
/// <param name="Id">The instance.</param>
/// <param name="Report">The signal, and what check it comes from.</param>
public sealed record SignalCommand(InstanceId Id, HealthReport Report) : ServiceCommand
{
    /// <inheritdoc/>
    public override InstanceId Subject => Id;

    // A signal never touches the details, and only a drain leaves an instance draining that was not.
    internal override bool CanHaveCaused(ServiceChange change)
        => change.InstanceId == Id
            && change is { Before: { } before, After: { } after }
            && before.Details == after.Details
            && (Report.Signal == InstanceSignal.Drain)
                == (after.ReportedStatus == InstanceStatus.Draining && before.ReportedStatus != InstanceStatus.Draining);
}
