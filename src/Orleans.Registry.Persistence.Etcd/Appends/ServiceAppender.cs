using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Orleans.Registry.Persistence.Etcd;

/// <summary>
/// Appends changes to services. Remembers the head record of each service it touched, so that an append in the usual course is
/// one transaction. Safe to use from many threads, for one append per service at a time.
/// </summary>
internal sealed partial class ServiceAppender(
    GuardedWriter writer, ServiceReader reader, EtcdKeys keys, EtcdRegistryStoreOptions options, ILogger logger)
{
    private readonly ConcurrentDictionary<ServiceName, ServiceCursor> _cursors = new();
    private readonly ILogger _logger = logger;

    /// <summary>Notes a head record that was read.</summary>
    public void Note(ServiceCursor cursor) => _cursors[cursor.Keys.Service] = cursor;

    /// <summary>See <see cref="IRegistryStore.AppendAsync"/>.</summary>
    public async Task<AppendStatus> AppendAsync(ServiceAppend append, CancellationToken cancellationToken)
    {
        // Taken out until the outcome is known, so that a broken-off append leaves no stale record behind.
        _cursors.TryRemove(append.Service, out var cursor);
        if (cursor is null || !cursor.IsAt(append))
        {
            var service = cursor?.Keys ?? keys.Of(append.Service);
            var (present, token) = await writer.ReadHeadAsync(service, cancellationToken).ConfigureAwait(false);
            if (append.Token != FencingToken.None && token.Value > append.Token.Value)
            {
                return AppendStatus.Fenced;
            }

            cursor = present;
        }

        while (cursor.IsAt(append))
        {
            var result = await AppendAtAsync(cursor, append, cancellationToken).ConfigureAwait(false);
            if (result.Status != AppendStatus.RevisionConflict)
            {
                Note(result.Cursor);
                return result.Status;
            }

            // The same revision again when another writer only cleared up or settled: then this append still applies.
            cursor = result.Cursor;
        }

        Note(cursor);
        return AppendStatus.RevisionConflict;
    }

    private async Task<WriteResult> AppendAtAsync(ServiceCursor cursor, ServiceAppend append, CancellationToken cancellationToken)
    {
        var ready = await PrepareAsync(cursor, append.Token, cancellationToken).ConfigureAwait(false);
        if (!ready.IsWritten)
        {
            return ready;
        }

        var plan = AppendPlan.Create(ready.Cursor, append, options, Random.Shared.NextInt64());
        var staged = await StageAsync(ready.Cursor, append.Token, plan, cancellationToken).ConfigureAwait(false);
        if (!staged.IsWritten)
        {
            return staged;
        }

        var written = await writer.WriteAsync(staged.Cursor, append.Token, plan.Meta, plan.Transactions[^1], plan.LogKey, cancellationToken)
            .ConfigureAwait(false);
        return written.IsWritten && !plan.IsWhole && written.Cursor.Meta!.WriteId == plan.Meta.WriteId
            ? await SettleStoredAsync(written, append, cancellationToken).ConfigureAwait(false)
            : written;
    }

    /// <summary>Clears up what a broken-off append left behind, and settles what one could not.</summary>
    private async Task<WriteResult> PrepareAsync(ServiceCursor cursor, FencingToken token, CancellationToken cancellationToken)
    {
        var result = new WriteResult(AppendStatus.Appended, cursor);
        if (cursor.Meta is { IsStaging: true } meta)
        {
            var clean = meta with { IsStaging = false, WriteId = Random.Shared.NextInt64() };
            var leftovers = EtcdOps.Delete(cursor.Keys.Log(meta.Revision.Next), cursor.Keys.EndOf(ServiceKeyKind.Log));
            result = await writer.WriteAsync(cursor, token, clean, [leftovers], logKey: null, cancellationToken).ConfigureAwait(false);
        }

        if (result.IsWritten && result.Cursor.Meta is { } head && head.Settled < head.Revision)
        {
            var log = await reader.ReadLogAsync(cursor.Keys, head.Settled, int.MaxValue, cancellationToken).ConfigureAwait(false);
            result = log.Cursor.ModRevision == result.Cursor.ModRevision
                ? await SettleAsync(log.Cursor, token, log.Changes, cancellationToken).ConfigureAwait(false)
                : new WriteResult(AppendStatus.RevisionConflict, log.Cursor);
        }

        return result;
    }

    private async Task<WriteResult> StageAsync(
        ServiceCursor cursor, FencingToken token, AppendPlan plan, CancellationToken cancellationToken)
    {
        var result = new WriteResult(AppendStatus.Appended, cursor);
        var committed = cursor.Meta
            ?? plan.Meta with { Revision = Revision.None, Settled = Revision.None, Instances = 0, HasOverrides = false };
        for (var i = 0; i < plan.Transactions.Count - 1 && result.IsWritten; i++)
        {
            var meta = committed with { Oldest = plan.Meta.Oldest, IsStaging = true, WriteId = Random.Shared.NextInt64() };
            result = await writer.WriteAsync(result.Cursor, token, meta, plan.Transactions[i], logKey: null, cancellationToken)
                .ConfigureAwait(false);
        }

        return result;
    }

    // The append is stored: whatever happens to its records now, the answer stays. The next append settles them.
    private async Task<WriteResult> SettleStoredAsync(WriteResult stored, ServiceAppend append, CancellationToken cancellationToken)
    {
        try
        {
            var settled = await SettleAsync(stored.Cursor, append.Token, append.Changes, cancellationToken).ConfigureAwait(false);
            return stored with { Cursor = settled.Cursor };
        }
        catch (StoreUnavailableException e)
        {
            LogNotSettled(append.Service, e.Message);
            return stored;
        }
    }

    private async Task<WriteResult> SettleAsync(
        ServiceCursor cursor, FencingToken token, IReadOnlyList<ServiceChange> changes, CancellationToken cancellationToken)
    {
        var records = RecordOperations.Compile(cursor.Keys, changes, cursor.Meta!.HasOverrides);
        var transactions = AppendPlan.Pack(records, options.MaxOperationsPerTransaction - 1, options.MaxRequestBytes);
        var result = new WriteResult(AppendStatus.Appended, cursor);
        for (var i = 0; i < transactions.Count && result.IsWritten; i++)
        {
            var isLast = i == transactions.Count - 1;
            var meta = isLast ? cursor.Meta with { Settled = cursor.Meta.Revision, WriteId = Random.Shared.NextInt64() } : null;
            result = await writer.WriteAsync(result.Cursor, token, meta, transactions[i], logKey: null, cancellationToken)
                .ConfigureAwait(false);
        }

        return result;
    }
}
