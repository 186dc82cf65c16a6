using Etcdserverpb;

namespace Orleans.Registry.Persistence.Etcd.Tests.Support;

/// <summary>
/// Passes calls on to a real etcd until one writing transaction, which it breaks off before or after it is carried out, and all
/// calls after it: as if the process died there.
/// </summary>
internal sealed class BreakingEtcdClient(IEtcdClient inner) : IEtcdClient
{
    private int _writesLeft = int.MaxValue;
    private bool _afterwards;
    private bool _isBroken;
    private Func<Task>? _meanwhile;
    private Func<Task>? _before;
    private int _beforeWrite;

    /// <summary>Writing transactions so far.</summary>
    public int Writes { get; private set; }

    /// <summary>The n-th writing transaction from now on (1 for the next) breaks.</summary>
    public void BreakAt(int write, bool afterwards) => (_writesLeft, _afterwards, _isBroken) = (write, afterwards, false);

    /// <summary>Something happens before the n-th writing transaction of all (see <see cref="Writes"/>).</summary>
    public void DoBefore(int write, Func<Task> what) => (_beforeWrite, _before) = (write, what);

    /// <summary>
    /// The next writing transaction is carried out, its reply is lost, something happens, and it is sent again: what a client
    /// does when an answer does not come in time.
    /// </summary>
    public void RepeatNextAfter(Func<Task> meanwhile) => _meanwhile = meanwhile;

    public Task<RangeResponse> RangeAsync(RangeRequest request, CancellationToken cancellationToken)
        => inner.RangeAsync(Working(request), cancellationToken);

    public Task<TxnResponse> TxnAsync(TxnRequest request, CancellationToken cancellationToken)
        => TxnAsync(request, new EtcdRepeat(), cancellationToken);

    public async Task<TxnResponse> TxnAsync(TxnRequest request, EtcdRepeat repeat, CancellationToken cancellationToken)
    {
        Working(request);
        if (request.Success.All(op => op.RequestCase == RequestOp.RequestOneofCase.RequestRange))
        {
            return await inner.TxnAsync(request, repeat, cancellationToken);
        }

        Writes++;
        await (Writes == _beforeWrite ? _before!() : Task.CompletedTask);
        _isBroken = --_writesLeft == 0;
        if (_isBroken && !_afterwards)
        {
            throw Broken();
        }

        var response = await inner.TxnAsync(request, repeat, cancellationToken);
        if (Interlocked.Exchange(ref _meanwhile, null) is { } meanwhile)
        {
            await meanwhile();
            response = await inner.TxnAsync(request, repeat, cancellationToken);
        }

        return _isBroken ? throw Broken() : response;
    }

    public Task<LeaseGrantResponse> LeaseGrantAsync(LeaseGrantRequest request, CancellationToken cancellationToken)
        => inner.LeaseGrantAsync(Working(request), cancellationToken);

    public Task<LeaseKeepAliveResponse> LeaseKeepAliveAsync(LeaseKeepAliveRequest request, CancellationToken cancellationToken)
        => inner.LeaseKeepAliveAsync(Working(request), cancellationToken);

    public Task LeaseRevokeAsync(LeaseRevokeRequest request, CancellationToken cancellationToken)
        => inner.LeaseRevokeAsync(Working(request), cancellationToken);

    public void Dispose() => inner.Dispose();

    private static StoreUnavailableException Broken() => new("broken off by the test");

    private T Working<T>(T request) => _isBroken ? throw Broken() : request;
}
