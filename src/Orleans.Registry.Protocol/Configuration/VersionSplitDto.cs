namespace Orleans.Registry.Protocol;

/// <summary>The share of calls that certain versions get.</summary>
public sealed class VersionSplitDto
{
    /// <summary>The version range; required.</summary>
    public string? Version { get; init; }

    /// <summary>Share relative to the other splits; required.</summary>
    public long? Weight { get; init; }
}
