namespace Orleans.Registry.Core;

/// <summary>Put an operator's status over an instance.</summary>
/// <param name="Id">The instance.</param>
/// <param name="Request">The status.</param>
public sealed record SetOverrideCommand(InstanceId Id, OverrideRequest Request) : ServiceCommand
{
    /// <inheritdoc/>
    public override InstanceId Subject => Id;

    internal override bool CanHaveCaused(ServiceChange change)
        => change.InstanceId == Id
            && change is { After: not null, Override: { } set }
            && (set.Status, set.Reason, set.By) == (Request.Status, Request.Reason, Request.By)
            && change.Before?.Override != set;
}
