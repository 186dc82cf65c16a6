using System.Text.Json.Serialization;

namespace Orleans.Registry.Protocol;

/// <summary>Answer: the instances that a query asked for.</summary>
public sealed class DiscoveryAnswerDto
{
    /// <summary>How fresh.</summary>
    public required FreshnessDto Freshness { get; init; }

    /// <summary>The service.</summary>
    public required string Service { get; init; }

    /// <summary>How many instances the service has, whatever their status.</summary>
    public int Total { get; init; }

    /// <summary>Whether and why removals are held back; null when they are not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ProtectionDto? Protected { get; init; }

    /// <summary>Those that fit.</summary>
    public required IReadOnlyList<InstanceDto> Instances { get; init; }
}
