using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Orleans.Registry.Core;

namespace Orleans.Registry.Embedded;

/// <summary>
/// All instances of the registry by id: the way from an id to its lease without asking the service's owner. Also keeps an id
/// from being registered under two services at the same time, and remembers for a while to which service departed ids
/// belonged, so that a repeated goodbye finds the owner that remembers the first. Safe to use from any thread.
/// </summary>
internal sealed class InstanceIndex
{
    private const int MaxDeparted = 65_536;

    private readonly ConcurrentDictionary<InstanceId, InstanceEntry> _entries = new();
    private readonly ConcurrentDictionary<InstanceId, ServiceName> _departed = new();
    private readonly ConcurrentQueue<InstanceId> _departedOrder = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<InstanceId, (ServiceName Service, int Count)> _reserved = [];

    public int Count => _entries.Count;

    public bool TryGet(InstanceId id, [NotNullWhen(true)] out InstanceEntry? entry) => _entries.TryGetValue(id, out entry);

    public void Add(InstanceEntry entry) => _entries[entry.Instance.Id] = entry;

    public void Remove(InstanceEntry entry)
    {
        var instance = entry.Instance;
        if (_entries.TryRemove(new KeyValuePair<InstanceId, InstanceEntry>(instance.Id, entry)))
        {
            Depart(instance.Id, instance.Service);
        }
    }

    /// <summary>Remembers that an id belonged to a service.</summary>
    public void Depart(InstanceId id, ServiceName service)
    {
        if (_departed.TryAdd(id, service))
        {
            _departedOrder.Enqueue(id);
            if (_departedOrder.Count > MaxDeparted && _departedOrder.TryDequeue(out var oldest))
            {
                _departed.TryRemove(oldest, out _);
            }
        }
        else
        {
            _departed[id] = service;
        }
    }

    /// <summary>The service an id belongs to, or belonged to not long ago.</summary>
    public bool TryFindService(InstanceId id, out ServiceName service)
    {
        if (_entries.TryGetValue(id, out var entry))
        {
            service = entry.Instance.Service;
            return true;
        }

        return _departed.TryGetValue(id, out service);
    }

    /// <summary>
    /// Reserves an id for a registration under way; false when it belongs, or is about to belong, to another service. Every
    /// success is paired with a <see cref="Release"/>.
    /// </summary>
    public bool TryReserve(InstanceId id, ServiceName service, out ServiceName owner)
    {
        owner = service;
        lock (_gate)
        {
            if (_reserved.TryGetValue(id, out var reserved))
            {
                owner = reserved.Service;
                if (owner != service)
                {
                    return false;
                }

                _reserved[id] = (service, reserved.Count + 1);
                return true;
            }

            if (_entries.TryGetValue(id, out var entry) && entry.Instance.Service != service)
            {
                owner = entry.Instance.Service;
                return false;
            }

            _reserved[id] = (service, 1);
            return true;
        }
    }

    public void Release(InstanceId id)
    {
        lock (_gate)
        {
            var (service, count) = _reserved[id];
            if (count == 1)
            {
                _reserved.Remove(id);
            }
            else
            {
                _reserved[id] = (service, count - 1);
            }
        }
    }
}
