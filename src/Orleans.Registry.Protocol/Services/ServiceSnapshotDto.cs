using System.Text.Json.Serialization;

namespace Orleans.Registry.Protocol;

/// <summary>A service as it was at one revision.</summary>
public sealed class ServiceSnapshotDto
{
    /// <summary>The service.</summary>
    public required string Service { get; init; }

    /// <summary>Epoch and revision as <c>epoch-revision</c>.</summary>
    public required string Position { get; init; }

    /// <summary>When its last change was decided (UTC); absent before any change.</summary>
    public DateTime? ChangedAt { get; init; }

    /// <summary>Whether and why removals are held back; null when they are not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ProtectionDto? Protected { get; init; }

    /// <summary>Version of the configuration in force; 0 for none.</summary>
    public long ConfigurationVersion { get; init; }

    /// <summary>The policy in force.</summary>
    public required VersionedPolicyDto Policy { get; init; }

    /// <summary>All its instances.</summary>
    public required IReadOnlyList<InstanceDto> Instances { get; init; }
}
