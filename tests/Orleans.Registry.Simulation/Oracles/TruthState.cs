using System.Collections.Immutable;

namespace Orleans.Registry.Simulation.Oracles;

/// <summary>
/// A service as it must be after a revision, kept in the simplest way that can be right: no slots, no chunks, no counters.
/// </summary>
internal sealed record TruthState
{
    public static TruthState Empty { get; } = new();

    public Revision Revision { get; init; }

    public DateTimeOffset ChangedAt { get; init; }

    public ImmutableSortedDictionary<InstanceId, ServiceInstance> Instances { get; init; } = ImmutableSortedDictionary<InstanceId, ServiceInstance>.Empty;

    public ImmutableSortedDictionary<InstanceId, OperatorOverride> Overrides { get; init; } = ImmutableSortedDictionary<InstanceId, OperatorOverride>.Empty;

    public ImmutableList<VersionedPolicy> Policies { get; init; } = [];

    public ImmutableList<VersionedConfiguration> Configurations { get; init; } = [];

    public VersionedPolicy Policy => Policies.IsEmpty ? VersionedPolicy.BuiltIn : Policies[^1];

    public TruthState After(ServiceChange change) => this with
    {
        Revision = change.Revision,
        ChangedAt = change.At,
        Instances = change.InstanceId.IsEmpty ? Instances
            : change.After is null ? Instances.Remove(change.InstanceId)
            : Instances.SetItem(change.InstanceId, change.After),
        Overrides = change.InstanceId.IsEmpty ? Overrides
            : change.Override is null ? Overrides.Remove(change.InstanceId)
            : Overrides.SetItem(change.InstanceId, change.Override),
        Policies = change.Policy is null ? Policies : Kept(Policies.Add(change.Policy)),
        Configurations = change.Configuration is null ? Configurations : Kept(Configurations.Add(change.Configuration)),
    };

    private static ImmutableList<T> Kept<T>(ImmutableList<T> versions) => versions.Count > 32 ? versions.RemoveAt(0) : versions;
}
