using Etcdserverpb;
using Grpc.Net.Client;

namespace Orleans.Registry.Persistence.Etcd;

/// <summary>One member of etcd and the stubs of its services, over a channel of its own. Safe to use from many threads.</summary>
internal sealed class EtcdMember : IDisposable
{
    private readonly GrpcChannel _channel;

    public EtcdMember(Uri address, GrpcChannelOptions options)
    {
        Address = address;
        _channel = GrpcChannel.ForAddress(address, options);
        var invoker = _channel.CreateCallInvoker();
        Kv = new KV.KVClient(invoker);
        Lease = new Lease.LeaseClient(invoker);
        Auth = new Auth.AuthClient(invoker);
    }

    public Uri Address { get; }

    public KV.KVClient Kv { get; }

    public Lease.LeaseClient Lease { get; }

    public Auth.AuthClient Auth { get; }

    public void Dispose() => _channel.Dispose();
}
