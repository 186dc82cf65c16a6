namespace Orleans.Registry.Protocol;

/// <summary>A status that an operator put over an instance.</summary>
public sealed class OverrideDto
{
    /// <summary>The status in force.</summary>
    public required string Status { get; init; }

    /// <summary>Why.</summary>
    public string Reason { get; init; } = string.Empty;

    /// <summary>Who.</summary>
    public string By { get; init; } = string.Empty;

    /// <summary>Since when (UTC).</summary>
    public DateTime Since { get; init; }
}
