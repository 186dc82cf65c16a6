namespace Orleans.Registry.Protocol;

/// <summary>One version of a policy.</summary>
public sealed class VersionedPolicyDto
{
    /// <summary>The version; 0 for the built-in default.</summary>
    public long Version { get; init; }

    /// <summary>When it was set (UTC); absent for the built-in default.</summary>
    public DateTime? At { get; init; }

    /// <summary>Who set it.</summary>
    public string By { get; init; } = string.Empty;

    /// <summary>Why.</summary>
    public string Comment { get; init; } = string.Empty;

    /// <summary>The rules.</summary>
    public required ServicePolicyDto Policy { get; init; }
}
