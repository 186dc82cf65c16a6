using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Orleans.Registry.Cluster;

/// <summary>
/// Which silo was found to keep which lease: a guess that the silo itself corrects. Bounded: when full it begins anew. Safe
/// to use from any thread.
/// </summary>
internal sealed class LeaseLocations
{
    private const int Most = 1_000_000;
    private readonly ConcurrentDictionary<string, SiloAddress> _silos = new(StringComparer.Ordinal);
    private int _count;

    public bool TryGet(string id, [NotNullWhen(true)] out SiloAddress? silo) => _silos.TryGetValue(id, out silo);

    public void Set(string id, SiloAddress silo)
    {
        if (_silos.TryAdd(id, silo))
        {
            if (Interlocked.Increment(ref _count) > Most)
            {
                _silos.Clear();
                Volatile.Write(ref _count, 0);
            }
        }
        else
        {
            _silos[id] = silo;
        }
    }

    public void Forget(string id)
    {
        if (_silos.TryRemove(id, out _))
        {
            Interlocked.Decrement(ref _count);
        }
    }
}
