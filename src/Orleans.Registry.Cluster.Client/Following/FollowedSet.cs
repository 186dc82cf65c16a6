using Orleans.Registry.Engine;

namespace Orleans.Registry.Cluster;

/// <summary>The copies that one watch needs, for as long as it needs them.</summary>
internal sealed class FollowedSet(FollowedServices all, IReadOnlyList<FollowedService> services) : IDisposable
{
    private readonly Dictionary<ServiceName, ServiceReplica> _replicas = [];
    private int _isDisposed;

    public void Add(ServiceReplica replica) => _replicas[replica.Name] = replica;

    public IWatchedService Get(ServiceName name) => _replicas[name];

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            all.Release(services);
        }
    }
}
