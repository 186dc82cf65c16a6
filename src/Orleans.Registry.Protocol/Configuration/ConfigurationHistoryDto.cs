namespace Orleans.Registry.Protocol;

/// <summary>Answer: the versions of a configuration.</summary>
public sealed class ConfigurationHistoryDto
{
    /// <summary>Newest first; the first is in force. Empty when none was ever set.</summary>
    public required IReadOnlyList<VersionedConfigurationDto> Versions { get; init; }
}
