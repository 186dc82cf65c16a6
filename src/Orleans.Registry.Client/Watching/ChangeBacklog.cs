namespace Orleans.Registry.Client;

/// <summary>The latest changes of one service, without a gap, bounded: a ring that grows to its capacity.</summary>
internal sealed class ChangeBacklog(int capacity)
{
    private ServiceChange[] _ring = new ServiceChange[Math.Min(16, capacity)];
    private int _start;
    private int _count;

    /// <summary>Whether every change after a revision, up to the last, is here. The last revision itself needs none.</summary>
    public bool Covers(Revision after, Revision last)
        => after.Value <= last.Value && after.Value >= last.Value - _count;

    /// <summary>The change after a revision that is covered.</summary>
    public ServiceChange After(Revision revision, Revision last)
        => _ring[(_start + _count - (int)(last.Value - revision.Value)) % _ring.Length];

    public void Add(ServiceChange change)
    {
        if (_count == _ring.Length && _count < capacity)
        {
            Grow();
        }

        if (_count == _ring.Length)
        {
            _ring[_start] = change;
            _start = (_start + 1) % _ring.Length;
            return;
        }

        _ring[(_start + _count) % _ring.Length] = change;
        _count++;
    }

    public void Clear()
    {
        if (_count > 0)
        {
            Array.Clear(_ring);
            (_start, _count) = (0, 0);
        }
    }

    private void Grow()
    {
        var larger = new ServiceChange[Math.Min(capacity, _ring.Length * 2)];
        for (var i = 0; i < _count; i++)
        {
            larger[i] = _ring[(_start + i) % _ring.Length];
        }

        (_ring, _start) = (larger, 0);
    }
}
