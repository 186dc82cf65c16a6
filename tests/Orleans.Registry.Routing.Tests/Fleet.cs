namespace Orleans.Registry.Routing.Tests;

/// <summary>Short ways to write instances and snapshots.</summary>
internal static class Fleet
{
    public static readonly ServiceName Service = ServiceName.Parse("orders");

    public static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    public static ServiceInstance Instance(
        string id,
        InstanceStatus status = InstanceStatus.Healthy,
        string version = "1.0.0",
        string region = "",
        string zone = "",
        int weight = 100,
        string dataCenter = "",
        string protocol = "http",
        string[]? tags = null,
        (string Key, string Value)[]? metadata = null,
        OperatorOverride? set = null,
        DateTimeOffset? lapsedAt = null,
        TimeSpan? ttl = null,
        long revision = 1)
        => new()
        {
            Service = Service,
            Id = InstanceId.Parse(id),
            Details = new InstanceDetails
            {
                Address = "10.0.0.1",
                Port = 8080,
                Version = version,
                Region = region,
                Zone = zone,
                DataCenter = dataCenter,
                Protocol = protocol,
                Weight = weight,
                Tags = TagSet.Create(tags),
                Metadata = StringMap.Create(metadata?.Select(m => KeyValuePair.Create(m.Key, m.Value))),
                Ttl = ttl ?? TimeSpan.FromSeconds(30),
            },
            ReportedStatus = status,
            Override = set,
            RegisteredAt = Noon,
            StatusSince = Noon,
            LapsedAt = lapsedAt,
            CreatedRevision = new Revision(revision),
            ModifiedRevision = new Revision(revision),
        };

    public static ServiceSnapshot Snapshot(params IReadOnlyList<ServiceInstance> instances)
        => new()
        {
            Service = Service,
            Epoch = new Epoch(7),
            Revision = new Revision(Math.Max(1, instances.Count)),
            Instances = instances,
            Policy = VersionedPolicy.BuiltIn,
        };

    public static Freshness Fresh(ServiceSnapshot snapshot) => new(snapshot.Position, TimeSpan.Zero, AnswerSource.Owner);
}
