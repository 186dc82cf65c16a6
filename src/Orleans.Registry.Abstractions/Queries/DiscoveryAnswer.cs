namespace Orleans.Registry;

/// <summary>The instances that a query asked for.</summary>
/// <param name="Service">The service.</param>
/// <param name="Instances">Those that fit; none is a fact, not a failure: a registry that is behind answers an error instead.</param>
/// <param name="Total">How many instances the service has, whatever their status.</param>
/// <param name="Protection">Whether and why removals are held back.</param>
/// <param name="Freshness">How fresh.</param>
public sealed record DiscoveryAnswer(
    ServiceName Service,
    IReadOnlyList<ServiceInstance> Instances,
    int Total,
    ProtectionStatus? Protection,
    Freshness Freshness);
