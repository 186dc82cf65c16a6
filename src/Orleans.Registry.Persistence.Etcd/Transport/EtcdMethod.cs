using Google.Protobuf;
using Orleans.Registry.Persistence.Etcd.Messages;

namespace Orleans.Registry.Persistence.Etcd;

/// <summary>One remote procedure of etcd: its path and how its reply is read.</summary>
/// <typeparam name="TRequest">The request message.</typeparam>
/// <typeparam name="TReply">The reply message.</typeparam>
/// <param name="Name">Short name for logs and metrics.</param>
/// <param name="Path">The path of the HTTP request.</param>
/// <param name="Parser">Reads the reply.</param>
internal sealed record EtcdMethod<TRequest, TReply>(string Name, string Path, MessageParser<TReply> Parser)
    where TRequest : IMessage<TRequest>
    where TReply : IMessage<TReply>;

/// <summary>The procedures the store calls.</summary>
internal static class EtcdMethod
{
    public static EtcdMethod<RangeRequest, RangeResponse> Range { get; } = new("range", "/etcdserverpb.KV/Range", RangeResponse.Parser);

    public static EtcdMethod<TxnRequest, TxnResponse> Txn { get; } = new("txn", "/etcdserverpb.KV/Txn", TxnResponse.Parser);

    public static EtcdMethod<LeaseGrantRequest, LeaseGrantResponse> LeaseGrant { get; }
        = new("lease_grant", "/etcdserverpb.Lease/LeaseGrant", LeaseGrantResponse.Parser);

    public static EtcdMethod<LeaseRevokeRequest, LeaseRevokeResponse> LeaseRevoke { get; }
        = new("lease_revoke", "/etcdserverpb.Lease/LeaseRevoke", LeaseRevokeResponse.Parser);

    /// <summary>A stream in etcd's API; a stream of one request and one reply looks like a plain call.</summary>
    public static EtcdMethod<LeaseKeepAliveRequest, LeaseKeepAliveResponse> LeaseKeepAlive { get; }
        = new("lease_keep_alive", "/etcdserverpb.Lease/LeaseKeepAlive", LeaseKeepAliveResponse.Parser);

    public static EtcdMethod<AuthenticateRequest, AuthenticateResponse> Authenticate { get; }
        = new("authenticate", "/etcdserverpb.Auth/Authenticate", AuthenticateResponse.Parser);
}
