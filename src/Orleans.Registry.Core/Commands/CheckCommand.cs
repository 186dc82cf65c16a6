namespace Orleans.Registry.Core;

/// <summary>
/// A check that the registry runs itself has changed its mind about an instance. It is no sign of life: the lease goes on as
/// it was, and a removal that is held back stays so. Nothing changes when the instance has been replaced, or no longer asks
/// for the check.
/// </summary>
/// <param name="Id">The instance.</param>
/// <param name="Incarnation">The process that was checked.</param>
/// <param name="Report">The check by its name, and what it found.</param>
public sealed record CheckCommand(InstanceId Id, ulong Incarnation, HealthReport Report) : ServiceCommand
{
    /// <inheritdoc/>
    public override InstanceId Subject => Id;

    internal override bool CanHaveCaused(ServiceChange change) => false;
}
