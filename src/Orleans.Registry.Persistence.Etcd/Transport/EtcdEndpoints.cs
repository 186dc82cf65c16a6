namespace Orleans.Registry.Persistence.Etcd;

/// <summary>The members' addresses and which of them is in use. Safe to use from many threads.</summary>
internal sealed class EtcdEndpoints
{
    public const string Default = "http://127.0.0.1:2379";
    private readonly Uri[] _addresses;
    private int _current;

    public EtcdEndpoints(IEnumerable<string> addresses)
    {
        _addresses = [.. addresses.Select(static address => new Uri(address))];
        if (_addresses.Length == 0)
        {
            _addresses = [new Uri(Default)];
        }
    }

    public int Count => _addresses.Length;

    public Uri Current => _addresses[Volatile.Read(ref _current)];

    /// <summary>
    /// Goes to the next member, unless another caller already left the failed one. True when this call was the one that moved.
    /// </summary>
    public bool MoveFrom(Uri failed)
    {
        var seen = Volatile.Read(ref _current);
        return _addresses.Length > 1
            && ReferenceEquals(_addresses[seen], failed)
            && Interlocked.CompareExchange(ref _current, (seen + 1) % _addresses.Length, seen) == seen;
    }

    public override string ToString() => string.Join(", ", _addresses.Select(static address => address.GetLeftPart(UriPartial.Authority)));
}
