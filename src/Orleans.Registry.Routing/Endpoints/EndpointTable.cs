namespace Orleans.Registry.Routing;

/// <summary>
/// Keeps one <see cref="Endpoint"/> for each instance from snapshot to snapshot, so that calls in flight, latencies and
/// breakers outlive the snapshots. Not safe for concurrent use: it belongs to whoever follows the snapshots. The endpoints
/// and lists it returns may be used from anywhere.
/// </summary>
public sealed class EndpointTable
{
    private Dictionary<InstanceId, Endpoint> _byId = [];

    /// <summary>How many endpoints there are.</summary>
    public int Count => _byId.Count;

    /// <summary>
    /// Takes the instances of a new snapshot in. Known ids keep their endpoint, which gets the new record; ids that are gone
    /// are forgotten. An id that is now another process (another incarnation, address or port) gets a new endpoint.
    /// </summary>
    /// <param name="instances">All instances, whatever their status, so that an unhealthy one keeps its endpoint too.</param>
    /// <returns>The endpoints, in the order of the instances.</returns>
    /// <exception cref="ArgumentException">Two instances have the same id.</exception>
    public IReadOnlyList<Endpoint> Update(IReadOnlyList<ServiceInstance> instances)
    {
        ArgumentNullException.ThrowIfNull(instances);
        var next = new Dictionary<InstanceId, Endpoint>(instances.Count);
        var endpoints = new Endpoint[instances.Count];
        for (var i = 0; i < endpoints.Length; i++)
        {
            var instance = instances[i];
            endpoints[i] = _byId.TryGetValue(instance.Id, out var known) && IsSameProcess(known.Instance, instance)
                ? known
                : new Endpoint(instance);
            next.Add(instance.Id, endpoints[i]);
        }

        // Only now, so that a bad list changes nothing.
        for (var i = 0; i < endpoints.Length; i++)
        {
            endpoints[i].Instance = instances[i];
        }

        _byId = next;
        return endpoints;
    }

    private static bool IsSameProcess(ServiceInstance known, ServiceInstance now)
        => known.Incarnation == now.Incarnation
            && known.Port == now.Port
            && string.Equals(known.Address, now.Address, StringComparison.OrdinalIgnoreCase);
}
