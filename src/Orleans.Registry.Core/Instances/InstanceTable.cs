namespace Orleans.Registry.Core;

/// <summary>
/// The records of a service in chunks that are copied when they change after having been shown to readers: a snapshot of
/// n instances costs n/128 references, a change at most one chunk of 128. Removal moves the last record into the gap.
/// </summary>
internal sealed class InstanceTable
{
    private const int ChunkShift = 7;
    private const int ChunkSize = 1 << ChunkShift;
    private const int ChunkMask = ChunkSize - 1;

    private ServiceInstance[][] _chunks = [];
    private bool[] _shared = [];

    public int Count { get; private set; }

    public ServiceInstance this[int slot] => _chunks[slot >> ChunkShift][slot & ChunkMask];

    public int Add(ServiceInstance instance)
    {
        var slot = Count++;
        var chunk = slot >> ChunkShift;
        if (chunk == _chunks.Length)
        {
            Array.Resize(ref _chunks, chunk + 1);
            Array.Resize(ref _shared, chunk + 1);
            _chunks[chunk] = [];
        }

        Set(slot, instance);
        return slot;
    }

    public void Set(int slot, ServiceInstance instance) => Writable(slot)[slot & ChunkMask] = instance;

    /// <summary>Removes a record; returns the one that was moved into its slot, or <c>null</c> when it was the last.</summary>
    public ServiceInstance? RemoveAt(int slot)
    {
        var last = Count - 1;
        var moved = slot == last ? null : this[last];
        if (moved is not null)
        {
            Set(slot, moved);
        }

        Writable(last)[last & ChunkMask] = null!;
        Count = last;
        if ((last & ChunkMask) == 0)
        {
            Array.Resize(ref _chunks, last >> ChunkShift);
            Array.Resize(ref _shared, last >> ChunkShift);
        }

        return moved;
    }

    /// <summary>An immutable view of the records as they are now.</summary>
    public IReadOnlyList<ServiceInstance> ToList()
    {
        if (Count == 0)
        {
            return [];
        }

        Array.Fill(_shared, true);
        return new InstanceList([.. _chunks], Count);
    }

    // A chunk grows from 4 records to 128, so that small services, which are most, stay small.
    private ServiceInstance[] Writable(int slot)
    {
        var chunk = slot >> ChunkShift;
        var needed = (slot & ChunkMask) + 1;
        var present = _chunks[chunk];
        if (needed > present.Length)
        {
            Array.Resize(ref present, Math.Min(ChunkSize, Math.Max(4, needed * 2)));
        }
        else if (_shared[chunk])
        {
            present = [.. present];
        }
        else
        {
            return present;
        }

        _shared[chunk] = false;
        return _chunks[chunk] = present;
    }

    private sealed class InstanceList(ServiceInstance[][] chunks, int count) : IReadOnlyList<ServiceInstance>
    {
        public int Count => count;

        public ServiceInstance this[int index]
        {
            get
            {
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)count, nameof(index));
                return chunks[index >> ChunkShift][index & ChunkMask];
            }
        }

        public IEnumerator<ServiceInstance> GetEnumerator()
        {
            for (var i = 0; i < count; i++)
            {
                yield return chunks[i >> ChunkShift][i & ChunkMask];
            }
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
