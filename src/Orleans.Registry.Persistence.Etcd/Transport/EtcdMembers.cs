using Grpc.Net.Client;

namespace Orleans.Registry.Persistence.Etcd;

/// <summary>The members and which of them is in use. Safe to use from many threads.</summary>
internal sealed class EtcdMembers : IDisposable
{
    public const string DefaultAddress = "http://127.0.0.1:2379";

    // Nothing that is asked for comes near; more is a broken or foreign server.
    private const int MaxReply = 1 << 30;

    private readonly HttpClient _http;
    private readonly EtcdMember[] _members;
    private int _current;

    /// <summary>Prepares the channels; connections are made with the first calls.</summary>
    /// <param name="addresses">The members' addresses; none for the default.</param>
    /// <param name="handler">Makes the connections to all of them; disposed of with this object.</param>
    public EtcdMembers(IEnumerable<string> addresses, HttpMessageHandler handler)
    {
        // A client and not the handler: over a bare handler a channel puts its load balancer, which costs each call a pick and
        // an address, and holds calls to a member that was away back for a time that grows to minutes.
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        var options = new GrpcChannelOptions
        {
            HttpClient = _http,
            MaxReceiveMessageSize = MaxReply,
            ThrowOperationCanceledOnCancellation = true,
        };
        _members = [.. addresses.DefaultIfEmpty(DefaultAddress).Select(address => new EtcdMember(new Uri(address), options))];
    }

    public int Count => _members.Length;

    public EtcdMember Current => _members[Volatile.Read(ref _current)];

    /// <summary>
    /// Goes to the next member, unless another caller already left the failed one. True when this call was the one that moved.
    /// </summary>
    public bool MoveFrom(EtcdMember failed)
    {
        var seen = Volatile.Read(ref _current);
        return _members.Length > 1
            && ReferenceEquals(_members[seen], failed)
            && Interlocked.CompareExchange(ref _current, (seen + 1) % _members.Length, seen) == seen;
    }

    public void Dispose()
    {
        foreach (var member in _members)
        {
            member.Dispose();
        }

        _http.Dispose();
    }

    public override string ToString() => string.Join(", ", _members.Select(static m => m.Address.GetLeftPart(UriPartial.Authority)));
}
