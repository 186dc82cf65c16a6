namespace Orleans.Registry.Core;

/// <summary>Move an instance along its status machine.</summary>
/// <param name="Id">The instance.</param>
/// <param name="Report">The signal, and what check it comes from.</param>
public sealed record SignalCommand(InstanceId Id, HealthReport Report) : ServiceCommand
{
    /// <inheritdoc/>
    public override InstanceId Subject => Id;

    internal override bool CanHaveCaused(ServiceChange change) => change.InstanceId == Id && change.After is not null;
}
