using System.Collections.Concurrent;
using Orleans.Registry.Engine;

namespace Orleans.Registry.Cluster;

/// <summary>The services whose owners live in this silo. Safe to use from any thread.</summary>
internal sealed class OwnedServices
{
    private readonly ConcurrentDictionary<ServiceName, ServiceOwner?> _owners = new();

    /// <summary>A service has been loaded.</summary>
    public void Add(ServiceOwner owner) => _owners[owner.Name] = owner;

    /// <summary>A service belongs here and could not be loaded.</summary>
    public void AddUnknown(ServiceName service) => _owners[service] = null;

    /// <summary>An activation ends; its service may be here again already.</summary>
    public void Remove(ServiceName service, ServiceOwner? owner)
        => _owners.TryRemove(new KeyValuePair<ServiceName, ServiceOwner?>(service, owner));

    /// <summary>The services in numbers; <c>null</c> while one of them could not be loaded, because the others would be too few.</summary>
    public OwnedServicesFigures? Measure()
    {
        List<PublishedService> published = [];
        foreach (var (_, owner) in _owners)
        {
            if (owner is null)
            {
                return null;
            }

            published.Add(owner.Published);
        }

        return new OwnedServicesFigures(published);
    }
}
