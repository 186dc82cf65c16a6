using Etcdserverpb;
using Grpc.Core;

namespace Orleans.Registry.Persistence.Etcd;

/// <summary>One remote procedure of etcd.</summary>
/// <typeparam name="TRequest">The request message.</typeparam>
/// <typeparam name="TReply">The reply message.</typeparam>
/// <param name="Name">Short name for logs and metrics.</param>
/// <param name="Call">Calls it at a member.</param>
internal sealed record EtcdMethod<TRequest, TReply>(string Name, Func<EtcdMember, TRequest, CallOptions, Task<TReply>> Call);

/// <summary>The procedures that are called.</summary>
internal static class EtcdMethod
{
    public static EtcdMethod<RangeRequest, RangeResponse> Range { get; }
        = new("range", static (member, request, options) => member.Kv.RangeAsync(request, options).ResponseAsync);

    public static EtcdMethod<TxnRequest, TxnResponse> Txn { get; }
        = new("txn", static (member, request, options) => member.Kv.TxnAsync(request, options).ResponseAsync);

    public static EtcdMethod<LeaseGrantRequest, LeaseGrantResponse> LeaseGrant { get; }
        = new("lease_grant", static (member, request, options) => member.Lease.LeaseGrantAsync(request, options).ResponseAsync);

    public static EtcdMethod<LeaseRevokeRequest, LeaseRevokeResponse> LeaseRevoke { get; }
        = new("lease_revoke", static (member, request, options) => member.Lease.LeaseRevokeAsync(request, options).ResponseAsync);

    /// <summary>A stream in etcd's API, used for one request and its reply.</summary>
    public static EtcdMethod<LeaseKeepAliveRequest, LeaseKeepAliveResponse> LeaseKeepAlive { get; } = new("lease_keep_alive", KeepAliveAsync);

    public static EtcdMethod<AuthenticateRequest, AuthenticateResponse> Authenticate { get; }
        = new("authenticate", static (member, request, options) => member.Auth.AuthenticateAsync(request, options).ResponseAsync);

    private static async Task<LeaseKeepAliveResponse> KeepAliveAsync(EtcdMember member, LeaseKeepAliveRequest request, CallOptions options)
    {
        using var call = member.Lease.LeaseKeepAlive(options);
        await call.RequestStream.WriteAsync(request, options.CancellationToken).ConfigureAwait(false);
        await call.RequestStream.CompleteAsync().ConfigureAwait(false);
        LeaseKeepAliveResponse? reply = null;

        // To the end of the stream, where the status is.
        while (await call.ResponseStream.MoveNext(options.CancellationToken).ConfigureAwait(false))
        {
            reply = call.ResponseStream.Current;
        }

        return reply ?? throw new EtcdCallException(EtcdFault.Unreachable, "the reply is empty");
    }
}
