namespace Orleans.Registry;

/// <summary>Changes to store for one service, all or none.</summary>
public sealed record ServiceAppend
{
    /// <summary>The service.</summary>
    public required ServiceName Service { get; init; }

    /// <summary>Its lineage. The first append of a service sets it; later ones must bring the same.</summary>
    public required Epoch Epoch { get; init; }

    /// <summary>The revision that must be the stored one; 0 when the service must not be stored yet.</summary>
    public required Revision ExpectedRevision { get; init; }

    /// <summary>The changes, at least one, numbered from the expected revision on without a gap.</summary>
    public required IReadOnlyList<ServiceChange> Changes { get; init; }

    /// <summary>The writer's claim.</summary>
    public FencingToken Token { get; init; }
}
