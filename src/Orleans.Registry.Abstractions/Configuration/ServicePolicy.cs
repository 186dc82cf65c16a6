namespace Orleans.Registry;

/// <summary>The rules of one service, set by its operators. Versioned; see <see cref="VersionedPolicy"/>. Immutable.</summary>
public sealed record ServicePolicy
{
    /// <summary>The policy of a service nobody has set one for.</summary>
    public static ServicePolicy Default { get; } = new();

    /// <summary>TTL for registrations that ask for none. Default 30 s; 1 s to 24 h, inside the two bounds below.</summary>
    public TimeSpan DefaultTtl { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Shortest TTL a registration may ask for. Default 1 s.</summary>
    public TimeSpan MinTtl { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest TTL a registration may ask for. Default 24 h.</summary>
    public TimeSpan MaxTtl { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Most instances. Default 100,000; 1 to 10,000,000.</summary>
    public int MaxInstances { get; init; } = 100_000;

    /// <summary>What happens when many instances fall silent at once.</summary>
    public ProtectionPolicy Protection { get; init; } = new();

    /// <summary>How calls are spread.</summary>
    public TrafficPolicy Traffic { get; init; } = new();
}
