using System.Collections.Concurrent;

namespace Orleans.Registry.Cluster;

/// <summary>
/// The furthest positions that this process was told of, by its own mutations and by owners: what it reads from a copy must not
/// be older. One entry of about 50 bytes for each service that it has written or asked an owner about. Safe to use from any
/// thread.
/// </summary>
internal sealed class SeenPositions
{
    private readonly ConcurrentDictionary<Epoch, Revision> _revisions = new();

    public void Add(ServicePosition position)
    {
        if (!_revisions.TryGetValue(position.Epoch, out var known) || known < position.Revision)
        {
            _revisions.AddOrUpdate(
                position.Epoch, static (_, seen) => seen, static (_, known, seen) => known > seen ? known : seen, position.Revision);
        }
    }

    /// <summary>Whether something newer than a position was seen of its service.</summary>
    public bool HasNewer(ServicePosition position) => _revisions.TryGetValue(position.Epoch, out var seen) && seen > position.Revision;
}
