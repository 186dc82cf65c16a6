namespace Orleans.Registry.Protocol;

/// <summary>Request: set a configuration.</summary>
public sealed class ConfigurationChangeDto
{
    /// <summary>The settings; required.</summary>
    public IReadOnlyDictionary<string, string?>? Entries { get; init; }

    /// <summary>The version the caller saw; absent to set it whatever is in force.</summary>
    public long? ExpectedVersion { get; init; }

    /// <summary>Who.</summary>
    public string? By { get; init; }

    /// <summary>Why.</summary>
    public string? Comment { get; init; }
}
