using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Orleans.Registry.Core;

/// <summary>
/// The entries of one service by instance id: open addressing with linear probing, where a removal moves those behind it up
/// instead of leaving a mark (Knuth, The Art of Computer Programming 3, 6.4, algorithm R). An entry knows its own id, so a slot
/// is one reference: a third of what a dictionary needs, and a registry holds a million. One thread at a time.
/// </summary>
internal sealed class EntryTable : IReadOnlyCollection<InstanceEntry>
{
    private const int Smallest = 4;

    // A power of two, so that a place is found by a mask; at most three quarters full, so that runs stay short.
    private InstanceEntry?[] _places = [];

    public int Count { get; private set; }

    public InstanceEntry this[InstanceId id] => TryGetValue(id, out var entry) ? entry : throw new KeyNotFoundException($"No instance '{id}'.");

    public bool TryGetValue(InstanceId id, [NotNullWhen(true)] out InstanceEntry? entry)
    {
        if (_places.Length == 0)
        {
            entry = null;
            return false;
        }

        entry = _places[Find(id)];
        return entry is not null;
    }

    /// <summary>Adds an entry whose id is not there yet.</summary>
    public void Add(InstanceEntry entry)
    {
        if ((Count + 1) * 4 > _places.Length * 3)
        {
            Resize(Math.Max(Smallest, _places.Length * 2));
        }

        _places[Find(entry.Instance.Id)] = entry;
        Count++;
    }

    /// <summary>Makes room for so many entries in all.</summary>
    public void EnsureCapacity(int count)
    {
        var needed = Math.Max(Smallest, _places.Length);
        while (count * 4L > needed * 3L)
        {
            needed *= 2;
        }

        if (needed > _places.Length)
        {
            Resize(needed);
        }
    }

    /// <summary>Removes an entry; does nothing when it is not there.</summary>
    public void Remove(InstanceId id)
    {
        if (_places.Length == 0)
        {
            return;
        }

        var mask = _places.Length - 1;
        var free = Find(id);
        if (_places[free] is null)
        {
            return;
        }

        Count--;
        for (var next = (free + 1) & mask; _places[next] is { } entry; next = (next + 1) & mask)
        {
            // Whoever would rather be at the free place, or before it, must not be cut off from there.
            var away = (next - Home(entry.Instance.Id)) & mask;
            if (away >= ((next - free) & mask))
            {
                _places[free] = entry;
                free = next;
            }
        }

        _places[free] = null;
    }

    public IEnumerator<InstanceEntry> GetEnumerator()
    {
        foreach (var entry in _places)
        {
            if (entry is not null)
            {
                yield return entry;
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int Home(InstanceId id) => id.GetHashCode() & (_places.Length - 1);

    // The place of an id, or the free one where it belongs.
    private int Find(InstanceId id)
    {
        var mask = _places.Length - 1;
        var place = Home(id);
        while (_places[place] is { } entry && entry.Instance.Id != id)
        {
            place = (place + 1) & mask;
        }

        return place;
    }

    private void Resize(int length)
    {
        var old = _places;
        _places = new InstanceEntry?[length];
        foreach (var entry in old)
        {
            if (entry is not null)
            {
                _places[Find(entry.Instance.Id)] = entry;
            }
        }
    }
}
