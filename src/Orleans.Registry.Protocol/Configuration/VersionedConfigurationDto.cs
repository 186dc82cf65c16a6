namespace Orleans.Registry.Protocol;

/// <summary>One version of a configuration.</summary>
public sealed class VersionedConfigurationDto
{
    /// <summary>The version.</summary>
    public long Version { get; init; }

    /// <summary>When it was set (UTC); absent for version 0, which nobody set.</summary>
    public DateTime? At { get; init; }

    /// <summary>Who set it.</summary>
    public string By { get; init; } = string.Empty;

    /// <summary>Why.</summary>
    public string Comment { get; init; } = string.Empty;

    /// <summary>The settings.</summary>
    public required IReadOnlyDictionary<string, string> Entries { get; init; }
}
