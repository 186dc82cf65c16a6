namespace Orleans.Registry.Protocol.Tests;

/// <summary>Domain values with every member set to something of its own.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Time = new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero).AddTicks(1234567);

    public static readonly ServicePosition Position = new(new Epoch(0xfeedbeefcafe0123), new Revision(9));

    public static readonly OperatorOverride Override = new(InstanceStatus.OutOfService, "disk", "ann", Time.AddMinutes(1));

    public static readonly InstanceRegistration Registration = new()
    {
        Service = ServiceName.Parse("web"),
        Id = InstanceId.Parse("web/größe-1"),
        InitialStatus = InstanceStatus.Starting,
        Incarnation = ulong.MaxValue - 1,
        Details = new InstanceDetails
        {
            Version = "1.2.3-rc.1",
            Address = "10.0.0.1",
            Port = 8443,
            Protocol = "https",
            Tags = TagSet.Create(["b", "a"]),
            Metadata = StringMap.Create([new("k", "v\u2028\"\\"), new("empty", "")]),
            HealthChecks = EquatableArray<HealthCheckDefinition>.Create(
            [
                new("web", HealthCheckKind.Http)
                {
                    Target = "http://10.0.0.1/health",
                    Interval = TimeSpan.FromSeconds(7),
                    Timeout = TimeSpan.FromMilliseconds(1500),
                    FailuresBeforeUnhealthy = 3,
                    SuccessesBeforeHealthy = 2,
                    Method = "HEAD",
                    Headers = StringMap.Create([new("X-Probe", "yes")]),
                    SuccessCodes = "200,204",
                },
            ]),
            Region = "eu",
            Zone = "eu-1",
            DataCenter = "dc1",
            Weight = 7,
            Ttl = TimeSpan.FromSeconds(12.5),
        },
    };

    public static readonly ServiceInstance Instance = new()
    {
        Service = Registration.Service,
        Id = Registration.Id,
        Details = Registration.Details,
        ReportedStatus = InstanceStatus.Unhealthy,
        Override = Override,
        RegisteredAt = Time,
        StatusSince = Time.AddSeconds(1),
        StatusReason = "no disk",
        LapsedAt = Time.AddSeconds(2),
        Incarnation = 77,
        CreatedRevision = new Revision(3),
        ModifiedRevision = new Revision(9),
    };

    public static readonly ServicePolicy Policy = new()
    {
        DefaultTtl = TimeSpan.FromSeconds(11),
        MinTtl = TimeSpan.FromSeconds(2),
        MaxTtl = TimeSpan.FromHours(3),
        MaxInstances = 44,
        Protection = new ProtectionPolicy
        {
            Enabled = false,
            MaxExpiredShare = 0.1,
            MinExpired = 5,
            Window = TimeSpan.FromSeconds(33),
            MaxHold = TimeSpan.FromMinutes(7),
        },
        Traffic = new TrafficPolicy
        {
            HeaderRoutes = EquatableArray<HeaderRoute>.Create([new("x-canary", "yes", VersionRange.Parse("^2.0"))]),
            Splits = EquatableArray<VersionSplit>.Create([new(VersionRange.Parse("1.x"), 9), new(VersionRange.Parse("*"), 1)]),
            Locality = LocalityPreference.Zone,
            MinLocalInstances = 3,
            Timeout = TimeSpan.FromMilliseconds(250),
            Retries = 2,
            BreakerFailures = 6,
            BreakerOpenFor = TimeSpan.FromSeconds(9),
        },
    };

    public static readonly ServiceSnapshot Snapshot = new()
    {
        Service = ServiceName.Parse("web"),
        Epoch = Position.Epoch,
        Revision = Position.Revision,
        ChangedAt = Time,
        Instances = [Instance],
        Policy = new VersionedPolicy(4, Policy, Time, "ann", "why"),
        ConfigurationVersion = 6,
        Protection = new ProtectionStatus(2, Time, Time.AddMinutes(5), "held"),
    };

    public static readonly ServiceChange Change = new()
    {
        Kind = ChangeKind.Expired,
        Revision = new Revision(9),
        At = Time,
        InstanceId = Instance.Id,
        Before = Instance,
        Override = Override,
        Reason = RemovalReason.Expired,
        Cause = "silent",
        OperationId = new OperationId(Guid.Parse("6f9619ff-8b86-d011-b42d-00c04fc964ff")),
    };

    public static readonly ServiceChange DocumentChange = new()
    {
        Kind = ChangeKind.PolicyChanged,
        Revision = new Revision(10),
        At = Time,
        Policy = Snapshot.Policy,
        Configuration = new VersionedConfiguration(3, StringMap.Create([new("colour", "red")]), Time, "bob", "because"),
    };

    public static readonly Freshness Freshness = new(Position, TimeSpan.FromMilliseconds(1234.5), AnswerSource.Replica);
}
