namespace Orleans.Registry;

/// <summary>All that is stored of one service, as of one revision. Immutable.</summary>
public sealed record ServiceImage
{
    /// <summary>The service.</summary>
    public required ServiceName Service { get; init; }

    /// <summary>The lineage.</summary>
    public required Epoch Epoch { get; init; }

    /// <summary>The last change in it.</summary>
    public required Revision Revision { get; init; }

    /// <summary>Its instances, in no promised order.</summary>
    public required IReadOnlyList<ServiceInstance> Instances { get; init; }

    /// <summary>Operator overrides by instance id, also of instances that are gone.</summary>
    public IReadOnlyDictionary<InstanceId, OperatorOverride> Overrides { get; init; } = new Dictionary<InstanceId, OperatorOverride>();

    /// <summary>Versions of the policy that are kept, oldest first; empty when none was ever set.</summary>
    public IReadOnlyList<VersionedPolicy> Policies { get; init; } = [];

    /// <summary>Versions of the configuration that are kept, oldest first; empty when none was ever set.</summary>
    public IReadOnlyList<VersionedConfiguration> Configurations { get; init; } = [];

    /// <summary>The end of the change log: consecutive revisions up to <see cref="Revision"/>; may be empty.</summary>
    public IReadOnlyList<ServiceChange> Log { get; init; } = [];
}
