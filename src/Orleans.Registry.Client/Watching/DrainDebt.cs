namespace Orleans.Registry.Client;

/// <summary>
/// Which revisions of a service a drain may be waiting for: only these need be confirmed to the registry, and at once. Belongs
/// to the lock of <see cref="WatchedService"/>.
/// </summary>
internal sealed class DrainDebt
{
    private Epoch _epoch;
    private Revision _first;
    private Revision _last;

    public bool IsOwed => _first != Revision.None;

    /// <summary>A change that drains.</summary>
    public void Add(ServicePosition position)
    {
        if (position.Epoch != _epoch || !IsOwed)
        {
            Restart(position);
        }

        _last = position.Revision;
    }

    /// <summary>A state that may have drains in it, after which nothing earlier matters.</summary>
    public void Restart(ServicePosition position)
    {
        _epoch = position.Epoch;
        (_first, _last) = (position.Revision, position.Revision);
    }

    /// <summary>Pays with what was taken in; false when that is worth no message.</summary>
    public bool TryPay(ServicePosition taken)
    {
        if (!IsOwed || taken.Epoch != _epoch || taken.Revision < _first)
        {
            return false;
        }

        _first = taken.Revision >= _last ? Revision.None : taken.Revision.Next;
        return true;
    }
}
