using Etcdserverpb;
using Google.Protobuf;
using Mvccpb;

namespace Orleans.Registry.Persistence.Etcd;

/// <summary>
/// Writes under two conditions, checked by etcd in the same step: the service's head record is the one the writer saw, and no
/// higher claim exists. Safe to use from many threads.
/// </summary>
/// <remarks>
/// A transaction may reach etcd twice when a reply is lost. The second finds the head record replaced and fails; the write id,
/// read back in the failure branch from the head record or from the append's own log key, then tells that it was this very
/// write. So the answer is exact whenever there is an answer.
/// </remarks>
internal sealed class GuardedWriter(IEtcdClient client, EtcdKeys keys)
{
    /// <summary>Reads a service's head record and the last claim, as of one moment.</summary>
    public async Task<(ServiceCursor Cursor, FencingToken Token)> ReadHeadAsync(ServiceKeys service, CancellationToken cancellationToken)
    {
        var request = new TxnRequest { Success = { EtcdOps.Get(service.Meta), EtcdOps.Get(keys.Token) } };
        var response = await client.TxnAsync(request, cancellationToken).ConfigureAwait(false);
        return (ServiceCursor.Of(service, response.Found(0)), TokenOf(response.Found(1)));
    }

    /// <summary>
    /// Does all of <paramref name="operations"/> and puts <paramref name="meta"/> in the head record's place, or nothing.
    /// Without a <paramref name="meta"/> the head record stays; then the operations must do the same however often they are done.
    /// </summary>
    /// <param name="cursor">The head record seen.</param>
    /// <param name="token">The writer's claim; 0 for none.</param>
    /// <param name="meta">The new head record, or <c>null</c> to leave it.</param>
    /// <param name="operations">What to write besides.</param>
    /// <param name="logKey">A log key among them that carries the write id of <paramref name="meta"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<WriteResult> WriteAsync(
        ServiceCursor cursor,
        FencingToken token,
        ServiceMeta? meta,
        IEnumerable<RequestOp> operations,
        ByteString? logKey,
        CancellationToken cancellationToken)
    {
        var service = cursor.Keys;
        var request = Guarded(cursor, token);
        if (meta is not null)
        {
            request.Success.Add(EtcdOps.Put(service.Meta, meta.Encode()));
        }

        request.Success.Add(operations);
        if (logKey is not null)
        {
            request.Failure.Add(EtcdOps.Get(logKey));
        }

        var response = await client.TxnAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.Succeeded)
        {
            var written = meta is null ? cursor : new ServiceCursor(service, meta, response.Header.Revision);
            return new WriteResult(AppendStatus.Appended, written);
        }

        var present = ServiceCursor.Of(service, response.Found(0));
        if (meta is not null && IsOwn(meta.WriteId, present, logKey is null ? null : response.Found(2)))
        {
            return new WriteResult(AppendStatus.Appended, present);
        }

        var isFenced = token != FencingToken.None && TokenOf(response.Found(1)).Value > token.Value;
        return new WriteResult(isFenced ? AppendStatus.Fenced : AppendStatus.RevisionConflict, present);
    }

    private TxnRequest Guarded(ServiceCursor cursor, FencingToken token)
    {
        var request = new TxnRequest
        {
            Compare = { EtcdOps.ChangedAt(cursor.Keys.Meta, cursor.ModRevision) },
            Failure = { EtcdOps.Get(cursor.Keys.Meta), EtcdOps.Get(keys.Token) },
        };
        if (token != FencingToken.None)
        {
            request.Compare.Add(EtcdOps.ValueBelow(keys.Token, ClaimRecord.Above(token)));
        }

        return request;
    }

    private static bool IsOwn(long writeId, ServiceCursor present, KeyValue? log)
        => present.Meta?.WriteId == writeId || (log is not null && LogPart.WriteIdOf(log.Value) == writeId);

    private FencingToken TokenOf(KeyValue? kv)
        => kv is not null
            ? ClaimRecord.Decode(kv.Value).Token
            : throw new StoreUnavailableException(
                $"The key '{keys.Token.ToStringUtf8()}' is missing in etcd: "
                + "the registry's keys were deleted behind its back, or the store was not opened.");
}
