namespace Orleans.Registry.Core;

/// <summary>Clear an operator's status, also of an instance that is gone.</summary>
/// <param name="Id">The instance.</param>
public sealed record ClearOverrideCommand(InstanceId Id) : ServiceCommand
{
    /// <inheritdoc/>
    public override InstanceId Subject => Id;

    internal override bool CanHaveCaused(ServiceChange change)
        => change.InstanceId == Id && change.Override is null && (change.Before is null ? change.After is null : change.Before.Override is not null);
}
