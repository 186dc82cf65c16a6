namespace Orleans.Registry.Core;

/// <summary>
/// Remove instances whose leases ran out, within the protection budget; what is over the budget is held as unhealthy. An
/// instance that is held already has used its hold up and is removed. Only instances whose lease the host has closed
/// (<see cref="InstanceEntry.TryClose"/>) and that is still closed are touched.
/// </summary>
/// <param name="Ids">The instances, in the order in which their leases ran out.</param>
public sealed record ExpireCommand(IReadOnlyList<InstanceId> Ids) : ServiceCommand
{
    internal override bool CanHaveCaused(ServiceChange change) => false;
}
