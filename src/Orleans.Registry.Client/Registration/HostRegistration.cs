using System.Globalization;

namespace Orleans.Registry.Client;

/// <summary>Makes the registration of a host out of its options and the place it listens at.</summary>
internal static class HostRegistration
{
    /// <summary>What a host is at when nobody finds out: the registration itself has to say it.</summary>
    public static HostEndpoint Nowhere { get; } = new(string.Empty, 0, "http");

    public static InstanceRegistration Create(ServiceRegistrationOptions options, HostEndpoint listening, ulong incarnation)
    {
        var details = Details(options, listening);
        return new InstanceRegistration
        {
            Service = ServiceName.Parse(options.Service),
            Id = InstanceId.Parse(options.InstanceId.Length > 0 ? options.InstanceId : DefaultId(options.Service, details, incarnation)),
            Details = details,
            InitialStatus = options.StartsNotReady ? InstanceStatus.Starting : InstanceStatus.Healthy,
            Incarnation = incarnation,
        };
    }

    public static InstanceDetails Details(ServiceRegistrationOptions options, HostEndpoint listening) => new()
    {
        Address = options.Address.Length > 0 ? options.Address : listening.Address,
        Port = options.Port != 0 ? options.Port : listening.Port,
        Protocol = options.Protocol.Length > 0 ? options.Protocol : listening.Protocol,
        Version = options.Version,
        Tags = TagSet.Create(options.Tags),
        Metadata = StringMap.Create(options.Metadata),
        HealthChecks = EquatableArray<HealthCheckDefinition>.Create(options.HealthChecks),
        Region = options.Region,
        Zone = options.Zone,
        DataCenter = options.DataCenter,
        Weight = options.Weight,
        Ttl = options.Ttl,
    };

    // Without a port two processes of one machine would share the id, so the process's own number joins it.
    private static string DefaultId(string service, InstanceDetails details, ulong incarnation)
        => details.Port != 0
            ? string.Create(CultureInfo.InvariantCulture, $"{service}@{details.Address}:{details.Port}")
            : string.Create(CultureInfo.InvariantCulture, $"{service}@{details.Address}/{incarnation:x16}");
}
