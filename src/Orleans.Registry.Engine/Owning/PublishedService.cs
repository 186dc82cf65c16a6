using Orleans.Registry.Core;

namespace Orleans.Registry.Engine;

/// <summary>What readers of a service see: one immutable whole, replaced whole.</summary>
/// <param name="Snapshot">The service.</param>
/// <param name="Log">The end of its change log, up to the snapshot's revision.</param>
/// <param name="Policies">Kept versions of the policy, oldest first.</param>
/// <param name="Configurations">Kept versions of the configuration, oldest first.</param>
/// <param name="ByStatus">How many instances by status.</param>
public sealed record PublishedService(
    ServiceSnapshot Snapshot,
    ChangeLogView Log,
    IReadOnlyList<VersionedPolicy> Policies,
    IReadOnlyList<VersionedConfiguration> Configurations,
    IReadOnlyList<int> ByStatus)
{
    /// <summary>How many instances are healthy.</summary>
    public int Healthy => CountOf(InstanceStatus.Healthy);

    /// <summary>How many instances are in a status.</summary>
    public int CountOf(InstanceStatus status) => ByStatus[(int)status];

    internal static PublishedService From(ServiceState state)
        => new(state.ToSnapshot(), state.Log, state.Policies, state.Configurations, state.CountByStatus());
}
