namespace Orleans.Registry.Protocol;

/// <summary>Request: set an earlier policy or configuration again.</summary>
public sealed class RollbackDto
{
    /// <summary>The earlier version; required.</summary>
    public long? Version { get; init; }

    /// <summary>The version the caller saw in force; absent for whatever is in force.</summary>
    public long? ExpectedVersion { get; init; }

    /// <summary>Who.</summary>
    public string? By { get; init; }

    /// <summary>Why.</summary>
    public string? Comment { get; init; }
}
