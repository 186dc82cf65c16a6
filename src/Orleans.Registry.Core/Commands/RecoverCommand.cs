namespace Orleans.Registry.Core;

/// <summary>An instance whose removal was held back has been heard of again.</summary>
/// <param name="Id">The instance.</param>
public sealed record RecoverCommand(InstanceId Id) : ServiceCommand
{
    /// <inheritdoc/>
    public override InstanceId Subject => Id;

    internal override bool CanHaveCaused(ServiceChange change) => false;
}
