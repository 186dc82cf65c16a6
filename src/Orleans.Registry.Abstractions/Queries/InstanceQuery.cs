namespace Orleans.Registry;

/// <summary>Which instances of a service a reader wants. All conditions must hold; the default wants every instance.</summary>
public sealed record InstanceQuery
{
    /// <summary>Wants every instance, whatever its status.</summary>
    public static InstanceQuery All { get; } = new();

    /// <summary>Wants the instances that are meant to be called.</summary>
    public static InstanceQuery Healthy { get; } = new() { HealthyOnly = true };

    /// <summary>Only instances whose status is <see cref="InstanceStatus.Healthy"/>.</summary>
    public bool HealthyOnly { get; init; }

    /// <summary>Only instances that have all of these tags.</summary>
    public TagSet Tags { get; init; } = TagSet.Empty;

    /// <summary>Only instances whose version lies in this range; <c>null</c> for any.</summary>
    public VersionRange? Version { get; init; }

    /// <summary>Only instances of this region; <c>null</c> for any.</summary>
    public string? Region { get; init; }

    /// <summary>Only instances of this zone; <c>null</c> for any.</summary>
    public string? Zone { get; init; }

    /// <summary>Only instances of this data center; <c>null</c> for any.</summary>
    public string? DataCenter { get; init; }

    /// <summary>Only instances that speak this protocol; <c>null</c> for any.</summary>
    public string? Protocol { get; init; }

    /// <summary>Only instances whose metadata has all of these entries.</summary>
    public StringMap Metadata { get; init; } = StringMap.Empty;

    /// <summary>Whether it wants every instance.</summary>
    public bool IsAll => !HealthyOnly && Tags.Count == 0 && Version is null && Region is null && Zone is null
        && DataCenter is null && Protocol is null && Metadata.Count == 0;
}
