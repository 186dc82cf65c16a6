namespace Orleans.Registry.Protocol;

/// <summary>Answer: figures of a registry.</summary>
public sealed class StatsDto
{
    /// <summary>Whether it answers and acknowledges.</summary>
    public bool IsReady { get; init; }

    /// <summary>Why it is not ready; absent when it is.</summary>
    public string? NotReadyReason { get; init; }

    /// <summary>When it started (UTC).</summary>
    public DateTime StartedAt { get; init; }

    /// <summary>Name of the store.</summary>
    public string Store { get; init; } = string.Empty;

    /// <summary>What an acknowledgement means: <c>memory</c>, <c>operatingSystem</c>, <c>disk</c> or <c>external</c>.</summary>
    public required string Durability { get; init; }

    /// <summary>Services known.</summary>
    public int Services { get; init; }

    /// <summary>Instances by status.</summary>
    public required IReadOnlyDictionary<string, int> Instances { get; init; }

    /// <summary>Services whose removals are held back.</summary>
    public int ProtectedServices { get; init; }

    /// <summary>Watchers connected.</summary>
    public int Watchers { get; init; }

    /// <summary>Registrations acknowledged.</summary>
    public long Registrations { get; init; }

    /// <summary>Renewals.</summary>
    public long Renewals { get; init; }

    /// <summary>Instances removed by expiry.</summary>
    public long Expirations { get; init; }

    /// <summary>Reads answered.</summary>
    public long Discoveries { get; init; }

    /// <summary>Changes stored.</summary>
    public long Changes { get; init; }
}
