namespace Orleans.Registry.Core;

/// <summary>Remove an instance.</summary>
/// <param name="Id">The instance.</param>
/// <param name="Reason"><see cref="RemovalReason.Deregistered"/> or <see cref="RemovalReason.Evicted"/>.</param>
public sealed record DeregisterCommand(InstanceId Id, RemovalReason Reason) : ServiceCommand
{
    /// <inheritdoc/>
    public override InstanceId Subject => Id;

    internal override bool CanHaveCaused(ServiceChange change)
        => change.InstanceId == Id && change.Kind == ChangeKind.Deregistered && change.Reason == Reason;
}
