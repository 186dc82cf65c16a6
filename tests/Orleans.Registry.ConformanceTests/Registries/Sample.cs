namespace Orleans.Registry.ConformanceTests.Registries;

/// <summary>Requests that tests send, valid unless they say otherwise.</summary>
public static class Sample
{
    /// <summary>A lease that does not run out within a test.</summary>
    public static readonly TimeSpan LongLease = TimeSpan.FromHours(1);

    /// <summary>The shortest lease there is.</summary>
    public static readonly TimeSpan ShortLease = TimeSpan.FromSeconds(1);

    /// <summary>Protection that holds nothing back.</summary>
    public static readonly ProtectionPolicy Unprotected = new() { Enabled = false };

    /// <summary>An id.</summary>
    public static InstanceId Id(string id) => InstanceId.Parse(id);

    /// <summary>A registration.</summary>
    public static InstanceRegistration Registration(string id, string service = "orders", TimeSpan? ttl = null, ulong incarnation = 0) => new()
    {
        Service = ServiceName.Parse(service),
        Id = InstanceId.Parse(id),
        Details = Details(ttl),
        Incarnation = incarnation,
    };

    /// <summary>A registration that says much of its instance.</summary>
    public static InstanceRegistration RichRegistration(string id) => Registration(id) with
    {
        Details = Details() with
        {
            Version = "2.4.1",
            Protocol = "https",
            Tags = TagSet.Create(["blue", "canary"]),
            Metadata = StringMap.Create([new("commit", "c0ffee"), new("größe", "klein \U0001f642")]),
            HealthChecks = EquatableArray<HealthCheckDefinition>.Create(
            [
                new("ready", HealthCheckKind.Http) { Target = "http://10.0.0.7:8080/ready", Interval = TimeSpan.FromSeconds(30), FailuresBeforeUnhealthy = 3 },
                new("queue", HealthCheckKind.Reported),
            ]),
            Region = "eu",
            Zone = "eu-1",
            DataCenter = "dc-1",
            Weight = 250,
        },
        InitialStatus = InstanceStatus.Starting,
        Incarnation = 0xfedc_ba98_7654_3210,
    };

    /// <summary>Details of an instance.</summary>
    public static InstanceDetails Details(TimeSpan? ttl = null) => new() { Address = "10.0.0.7", Port = 8080, Ttl = ttl ?? LongLease };

    /// <summary>A request to watch services from now on.</summary>
    public static WatchRequest Watch(params ServiceName[] services) => new() { Targets = [.. services.Select(static s => new WatchTarget(s))] };

    /// <summary>A request to watch a service from a position.</summary>
    public static WatchRequest Watch(ServiceName service, ServicePosition from) => new() { Targets = [new WatchTarget(service, from)] };
}
