namespace Orleans.Registry.Client.Tests;

/// <summary>Records as tests need them.</summary>
internal static class Sample
{
    public static readonly Epoch Lineage = new(0xE1);
    public static readonly ServiceName Orders = ServiceName.Parse("orders");
    public static readonly ServiceName Stock = ServiceName.Parse("stock");

    public static ServicePosition At(long revision) => new(Lineage, new Revision(revision));

    public static ServiceInstance Instance(string id, long revision, InstanceStatus status = InstanceStatus.Healthy, ServiceName? service = null, int port = 80)
        => new()
        {
            Service = service ?? Orders,
            Id = InstanceId.Parse(id),
            Details = new InstanceDetails { Address = "127.0.0.1", Port = port, Ttl = TimeSpan.FromSeconds(30) },
            ReportedStatus = status,
            RegisteredAt = DateTimeOffset.UnixEpoch,
            StatusSince = DateTimeOffset.UnixEpoch,
            CreatedRevision = new Revision(1),
            ModifiedRevision = new Revision(revision),
        };

    public static ServiceSnapshot Snapshot(long revision, params ServiceInstance[] instances) => SnapshotOf(Orders, Lineage, revision, instances);

    public static ServiceSnapshot SnapshotOf(ServiceName service, Epoch epoch, long revision, params ServiceInstance[] instances) => new()
    {
        Service = service,
        Epoch = epoch,
        Revision = new Revision(revision),
        ChangedAt = DateTimeOffset.UnixEpoch,
        Instances = instances,
        Policy = VersionedPolicy.BuiltIn,
    };

    public static WatchEvent Initial(long revision, params ServiceInstance[] instances)
        => WatchEvent.ForSnapshot(Snapshot(revision, instances), SnapshotReason.Initial);

    public static WatchEvent Change(long revision, string id, InstanceStatus status = InstanceStatus.Healthy, ServiceName? service = null)
        => WatchEvent.ForChange(service ?? Orders, Lineage, new ServiceChange
        {
            Kind = status == InstanceStatus.Draining ? ChangeKind.Draining : ChangeKind.Registered,
            Revision = new Revision(revision),
            At = DateTimeOffset.UnixEpoch,
            InstanceId = InstanceId.Parse(id),
            After = Instance(id, revision, status, service),
        });

    public static WatchEvent Removal(long revision, string id) => WatchEvent.ForChange(Orders, Lineage, new ServiceChange
    {
        Kind = ChangeKind.Deregistered,
        Revision = new Revision(revision),
        At = DateTimeOffset.UnixEpoch,
        InstanceId = InstanceId.Parse(id),
        Before = Instance(id, revision - 1),
        Reason = RemovalReason.Deregistered,
    });
}
