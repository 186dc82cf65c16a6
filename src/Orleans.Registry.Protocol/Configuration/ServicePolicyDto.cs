namespace Orleans.Registry.Protocol;

/// <summary>The rules of one service; absent members take the default of <see cref="ServicePolicy"/>.</summary>
public sealed class ServicePolicyDto
{
    /// <summary>TTL for registrations that ask for none, in seconds.</summary>
    public double? DefaultTtlSeconds { get; init; }

    /// <summary>Shortest TTL, in seconds.</summary>
    public double? MinTtlSeconds { get; init; }

    /// <summary>Longest TTL, in seconds.</summary>
    public double? MaxTtlSeconds { get; init; }

    /// <summary>Most instances.</summary>
    public long? MaxInstances { get; init; }

    /// <summary>What happens when many instances fall silent at once.</summary>
    public ProtectionPolicyDto? Protection { get; init; }

    /// <summary>How calls are spread.</summary>
    public TrafficPolicyDto? Traffic { get; init; }
}
