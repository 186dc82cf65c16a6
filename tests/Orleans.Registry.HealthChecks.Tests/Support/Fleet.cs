namespace Orleans.Registry.HealthChecks.Tests.Support;

/// <summary>Instances and checks for tests.</summary>
internal static class Fleet
{
    // Longer than what a test moves its clock by while a run is under way.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static HealthCheckDefinition Http(string target = "") => new("web", HealthCheckKind.Http) { Target = target, Timeout = Patience };

    public static HealthCheckDefinition Grpc(string target = "") => new("rpc", HealthCheckKind.Grpc) { Target = target };

    public static HealthCheckDefinition Tcp(string target = "") => new("port", HealthCheckKind.Tcp) { Target = target, Timeout = Patience };

    public static HealthCheckDefinition Script(string command) => new("script", HealthCheckKind.Script) { Target = command };

    public static ServiceInstance Instance(params HealthCheckDefinition[] checks) => Instance("orders-1", 8080, checks);

    public static ServiceInstance Instance(string id, int port, params HealthCheckDefinition[] checks) => new()
    {
        Service = ServiceName.Parse("orders"),
        Id = InstanceId.Parse(id),
        Details = new InstanceDetails
        {
            Address = "127.0.0.1",
            Port = port,
            HealthChecks = EquatableArray<HealthCheckDefinition>.Create(checks),
            Ttl = TimeSpan.FromSeconds(30),
        },
        ReportedStatus = InstanceStatus.Healthy,
        RegisteredAt = DateTimeOffset.UnixEpoch,
        StatusSince = DateTimeOffset.UnixEpoch,
        Incarnation = 1,
        CreatedRevision = new Revision(1),
        ModifiedRevision = new Revision(1),
    };

    /// <summary>The next record of an instance.</summary>
    public static ServiceInstance Next(
        this ServiceInstance instance,
        InstanceStatus? status = null,
        TagSet? failing = null,
        ulong? incarnation = null,
        InstanceDetails? details = null,
        DateTimeOffset? lapsedAt = null) => new()
    {
        Service = instance.Service,
        Id = instance.Id,
        Details = details ?? instance.Details,
        ReportedStatus = status ?? instance.ReportedStatus,
        RegisteredAt = instance.RegisteredAt,
        StatusSince = instance.StatusSince,
        FailingChecks = failing ?? instance.FailingChecks,
        LapsedAt = lapsedAt,
        Incarnation = incarnation ?? instance.Incarnation,
        CreatedRevision = instance.CreatedRevision,
        ModifiedRevision = instance.ModifiedRevision.Next,
    };
}
