using Etcdserverpb;
using Orleans.Registry.Persistence.Etcd;

namespace Orleans.Registry.Cluster.Etcd.Tests;

/// <summary>
/// Passes calls on to a real etcd. Once told to, it carries the next transaction out, loses the answer, does something, and sends
/// the transaction again: what a client does when an answer does not come.
/// </summary>
internal sealed class RepeatingEtcdClient(IEtcdClient inner) : IEtcdClient
{
    private Func<Task>? _meanwhile;

    public void RepeatNextAfter(Func<Task> meanwhile) => _meanwhile = meanwhile;

    public Task<RangeResponse> RangeAsync(RangeRequest request, CancellationToken cancellationToken)
        => inner.RangeAsync(request, cancellationToken);

    public Task<TxnResponse> TxnAsync(TxnRequest request, CancellationToken cancellationToken)
        => TxnAsync(request, new EtcdRepeat(), cancellationToken);

    public async Task<TxnResponse> TxnAsync(TxnRequest request, EtcdRepeat repeat, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _meanwhile, null) is { } meanwhile)
        {
            await inner.TxnAsync(request, repeat, cancellationToken);
            await meanwhile();
            repeat.IsPossible = true;
        }

        return await inner.TxnAsync(request, repeat, cancellationToken);
    }

    public Task<LeaseGrantResponse> LeaseGrantAsync(LeaseGrantRequest request, CancellationToken cancellationToken)
        => inner.LeaseGrantAsync(request, cancellationToken);

    public Task<LeaseKeepAliveResponse> LeaseKeepAliveAsync(LeaseKeepAliveRequest request, CancellationToken cancellationToken)
        => inner.LeaseKeepAliveAsync(request, cancellationToken);

    public Task LeaseRevokeAsync(LeaseRevokeRequest request, CancellationToken cancellationToken)
        => inner.LeaseRevokeAsync(request, cancellationToken);

    public void Dispose() => inner.Dispose();
}
