namespace Orleans.Registry.Protocol;

/// <summary>Says that removals are held back.</summary>
public sealed class ProtectionDto
{
    /// <summary>How many instances are held.</summary>
    public int Held { get; init; }

    /// <summary>Since when (UTC).</summary>
    public DateTime Since { get; init; }

    /// <summary>Until when at most (UTC).</summary>
    public DateTime Until { get; init; }

    /// <summary>Why, for people.</summary>
    public string Reason { get; init; } = string.Empty;
}
