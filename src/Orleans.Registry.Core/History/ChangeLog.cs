namespace Orleans.Registry.Core;

/// <summary>
/// The bounded end of a service's change log. One owner appends; a view shows the changes up to the moment it was taken,
/// because later ones are written behind its end or into another array.
/// </summary>
internal sealed class ChangeLog(int capacity)
{
    private ServiceChange[] _changes = [];
    private int _start;
    private int _count;

    public ChangeLogView View => new(_changes, _start, _count);

    /// <summary>Appends a change; returns the one that fell out of the log, if any.</summary>
    public ServiceChange? Append(ServiceChange change)
    {
        if (_start + _count == _changes.Length)
        {
            Grow();
        }

        _changes[_start + _count] = change;
        if (_count < capacity)
        {
            _count++;
            return null;
        }

        return _changes[_start++];
    }

    // Room for twice the capacity at most: then each change is copied about once over its life in the log.
    private void Grow()
    {
        var grown = new ServiceChange[Math.Min(capacity * 2, Math.Max(4, _count * 2))];
        Array.Copy(_changes, _start, grown, 0, _count);
        _changes = grown;
        _start = 0;
    }
}
