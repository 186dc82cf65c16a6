namespace Orleans.Registry.ConformanceTests.Stores.Records;

/// <summary>
/// Records with something in every field. Any two variants that differ by an odd number differ in every field, so that a store
/// which loses or mixes up a field cannot get both right.
/// </summary>
public static class SampleRecords
{
    /// <summary>An instant with odd ticks, so that a store that rounds is found out.</summary>
    public static readonly DateTimeOffset Start = new DateTimeOffset(2026, 3, 29, 0, 59, 59, TimeSpan.Zero).AddTicks(1_234_567);

    /// <summary>An instance record.</summary>
    public static ServiceInstance Instance(ServiceName service, InstanceId id, Revision created, Revision modified, int variant) => new()
    {
        Service = service,
        Id = id,
        Details = Details(variant),
        ReportedStatus = IsOdd(variant) ? InstanceStatus.Unhealthy : InstanceStatus.Healthy,
        Override = Override(variant),
        RegisteredAt = Start.AddTicks(variant * 7L),
        StatusSince = Start.AddDays(1).AddTicks(variant * 3L),
        StatusReason = $"reason {variant}",
        LapsedAt = Start.AddDays(2).AddTicks(variant),
        FailingChecks = TagSet.Create([$"check-{variant}", "disk"]),
        Incarnation = ulong.MaxValue - (ulong)variant,
        CreatedRevision = created,
        ModifiedRevision = modified,
    };

    /// <summary>What an instance says of itself.</summary>
    public static InstanceDetails Details(int variant) => new()
    {
        Version = $"1.{variant}.0-beta+build",
        Address = $"host-{variant}.example.org",
        Port = 1 + (variant % 65_535),
        Protocol = IsOdd(variant) ? "grpc" : "https",
        Tags = TagSet.Create([$"tag-{variant}", "größe", "日本語", "🚀"]),
        Metadata = StringMap.Create([new($"key-{variant}", "a b"), new("ключ", $"line\nbreak {variant}"), new("empty", string.Empty)]),
        HealthChecks = EquatableArray<HealthCheckDefinition>.Create([Check(variant), Check(variant + 2)]),
        Region = $"region-{variant}",
        Zone = $"zone-{variant}",
        DataCenter = $"dc-{variant}",
        Weight = variant % 10_001,
        Ttl = TimeSpan.FromTicks(300_000_001L + variant),
    };

    /// <summary>An operator's override.</summary>
    public static OperatorOverride Override(int variant) => new(
        IsOdd(variant) ? InstanceStatus.OutOfService : InstanceStatus.Draining,
        $"maintenance {variant} – 停止",
        $"operator-{variant}",
        Start.AddHours(variant));

    /// <summary>A policy version.</summary>
    public static VersionedPolicy Policy(long version, int variant)
        => new(version, Rules(variant), Start.AddMinutes(variant), $"by-{variant}", $"comment {variant} ✓");

    /// <summary>A configuration version.</summary>
    public static VersionedConfiguration Configuration(long version, int variant) => new(
        version,
        StringMap.Create([new($"setting.{variant}", "on"), new("Grüße", $"👋 {variant}")]),
        Start.AddSeconds(variant),
        $"author-{variant}",
        $"why {variant}");

    private static HealthCheckDefinition Check(int variant) => new($"check-{variant}", IsOdd(variant) ? HealthCheckKind.Tcp : HealthCheckKind.Grpc)
    {
        Target = $"host:{variant}",
        Interval = TimeSpan.FromSeconds(11 + variant),
        Timeout = TimeSpan.FromMilliseconds(1500 + variant),
        FailuresBeforeUnhealthy = 3 + variant,
        SuccessesBeforeHealthy = 5 + variant,
        Method = IsOdd(variant) ? "PUT" : "HEAD",
        Headers = StringMap.Create([new($"X-Probe-{variant}", $"yes {variant}")]),
        SuccessCodes = $"{200 + variant}",
    };

    private static ServicePolicy Rules(int variant) => new()
    {
        DefaultTtl = TimeSpan.FromSeconds(31 + variant),
        MinTtl = TimeSpan.FromSeconds(2 + variant),
        MaxTtl = TimeSpan.FromHours(3 + variant),
        MaxInstances = 10_000 + variant,
        Protection = new ProtectionPolicy
        {
            Enabled = IsOdd(variant),
            MaxExpiredShare = 0.1 + (variant / 100_000.0),
            MinExpired = 2 + variant,
            Window = TimeSpan.FromSeconds(61 + variant),
            MaxHold = TimeSpan.FromMinutes(6 + variant),
        },
        Traffic = Traffic(variant),
    };

    private static TrafficPolicy Traffic(int variant) => new()
    {
        HeaderRoutes = EquatableArray<HeaderRoute>.Create([new HeaderRoute($"x-route-{variant}", $"value {variant}", VersionRange.Parse($"^1.{variant}"))]),
        Splits = EquatableArray<VersionSplit>.Create([new VersionSplit(VersionRange.Parse($"1.{variant}.x"), 90 + variant), new VersionSplit(VersionRange.Any, 10)]),
        Locality = IsOdd(variant) ? LocalityPreference.Region : LocalityPreference.Zone,
        MinLocalInstances = 2 + variant,
        Timeout = TimeSpan.FromMilliseconds(250 + variant),
        Retries = 1 + variant,
        BreakerFailures = 4 + variant,
        BreakerOpenFor = TimeSpan.FromSeconds(45 + variant),
    };

    private static bool IsOdd(int variant) => (variant & 1) != 0;
}
