using Etcdserverpb;

namespace Orleans.Registry.Persistence.Etcd;

/// <summary>
/// The calls of etcd that are made, whatever carries them. Each call is tried on one endpoint after the other until it
/// is answered or the time of one operation is up. Safe to use from many threads.
/// </summary>
/// <remarks>
/// A call may reach etcd more than once when a reply is lost. So a transaction that writes must be guarded by comparisons that
/// fail once it has been applied (or do the same each time), and its sender must expect to see its own effect in the failure
/// branch. All members throw <see cref="StoreUnavailableException"/> when etcd cannot be reached in time or refuses, and
/// <see cref="OperationCanceledException"/> when the caller gives up.
/// </remarks>
internal interface IEtcdClient : IDisposable
{
    /// <summary>Reads keys; linearizable.</summary>
    /// <exception cref="EtcdCompactedException">The asked revision is compacted away.</exception>
    Task<RangeResponse> RangeAsync(RangeRequest request, CancellationToken cancellationToken);

    /// <summary>Compares and then writes or reads, in one step. See the remarks about repeats.</summary>
    Task<TxnResponse> TxnAsync(TxnRequest request, CancellationToken cancellationToken);

    /// <summary>The same; notes besides whether the answer may be that to a repeat.</summary>
    Task<TxnResponse> TxnAsync(TxnRequest request, EtcdRepeat repeat, CancellationToken cancellationToken);

    /// <summary>Grants a lease. A repeat leaves one more lease behind, which lapses by itself.</summary>
    Task<LeaseGrantResponse> LeaseGrantAsync(LeaseGrantRequest request, CancellationToken cancellationToken);

    /// <summary>Renews a lease once. The reply's TTL is 0 when there is no such lease.</summary>
    Task<LeaseKeepAliveResponse> LeaseKeepAliveAsync(LeaseKeepAliveRequest request, CancellationToken cancellationToken);

    /// <summary>Ends a lease and deletes its keys; does nothing when there is none of this id.</summary>
    Task LeaseRevokeAsync(LeaseRevokeRequest request, CancellationToken cancellationToken);
}
