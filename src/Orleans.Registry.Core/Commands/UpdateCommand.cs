namespace Orleans.Registry.Core;

/// <summary>Change weight, tags or metadata of an instance.</summary>
/// <param name="Id">The instance.</param>
/// <param name="Update">The change.</param>
public sealed record UpdateCommand(InstanceId Id, InstanceUpdate Update) : ServiceCommand
{
    /// <inheritdoc/>
    public override InstanceId Subject => Id;

    internal override bool CanHaveCaused(ServiceChange change)
        => change.InstanceId == Id
            && change is { Kind: ChangeKind.Updated, Before: { } before, After: { } after }
            && before.Details != after.Details
            && Update.ApplyTo(after.Details) == after.Details;
}
