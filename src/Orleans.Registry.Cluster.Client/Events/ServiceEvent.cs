namespace Orleans.Registry.Cluster;

/// <summary>
/// What goes out on the stream <see cref="StreamNamespace"/> with the service's name as key whenever the service has changed:
/// a wake-up. A stream may lose and repeat, and several changes may share one event: pull what is new from
/// <see cref="IServiceGrain"/> by the position you hold.
/// </summary>
/// <param name="Service">The service.</param>
/// <param name="Position">Its epoch and revision after the change.</param>
[GenerateSerializer, Immutable, Alias("Orleans.Registry.ServiceEvent")]
public sealed record ServiceEvent([property: Id(0)] ServiceName Service, [property: Id(1)] ServicePosition Position)
{
    /// <summary>The namespace of the streams.</summary>
    public const string StreamNamespace = "service-events";

    /// <summary>The stream provider that silos send events with, unless they are told another.</summary>
    public const string DefaultStreamProvider = "service-registry";
}
