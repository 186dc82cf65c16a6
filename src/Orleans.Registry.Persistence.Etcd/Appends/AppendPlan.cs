using Etcdserverpb;
using Google.Protobuf;

namespace Orleans.Registry.Persistence.Etcd;

/// <summary>
/// What an append writes, divided into transactions that etcd takes. Usually that is one. A large append first lays its log
/// parts down where nobody looks yet, then makes all of them count at once by replacing the head record, and then brings the
/// records after them up to date; so it is atomic whatever its size. Immutable.
/// </summary>
internal sealed class AppendPlan
{
    // Head record, compares, reads of the failure branch: a handful of keys, which may be a kilobyte each.
    private const int Overhead = 8192;

    private AppendPlan(ServiceMeta meta, List<List<RequestOp>> transactions, ByteString logKey, bool isWhole)
    {
        Meta = meta;
        Transactions = transactions;
        LogKey = logKey;
        IsWhole = isWhole;
    }

    /// <summary>The head record after the append.</summary>
    public ServiceMeta Meta { get; }

    /// <summary>The writes in order; the last one goes with <see cref="Meta"/>, those before it are staged.</summary>
    public List<List<RequestOp>> Transactions { get; }

    /// <summary>The last of the log keys; only the last transaction writes it.</summary>
    public ByteString LogKey { get; }

    /// <summary>Whether the records go with the log; otherwise they are to be settled after it.</summary>
    public bool IsWhole { get; }

    /// <summary>Plans an append on top of a head record that has nothing staged and nothing unsettled.</summary>
    public static AppendPlan Create(ServiceCursor cursor, ServiceAppend append, EtcdRegistryStoreOptions options, long writeId)
    {
        var parts = LogPart.Encode(append.Changes, writeId, options.MaxRequestBytes / 2);
        var records = RecordOperations.Compile(cursor.Keys, append.Changes, cursor.Meta?.HasOverrides ?? false);
        var meta = Next(cursor.Meta, append, writeId);
        var truncation = Truncate(cursor.Keys, ref meta, append.ExpectedRevision, options.LogCapacity);
        var log = parts.ConvertAll(part => EtcdOps.Put(cursor.Keys.Log(part.Last), part.Value));

        // The head record is one operation more. The last log part stands last: it must go with the head record, because its
        // write id is what tells a writer later that the head record was replaced by itself.
        List<RequestOp> head = [.. log[..^1], .. truncation, log[^1]];
        var maxOperations = options.MaxOperationsPerTransaction - 1;
        var whole = Pack([.. head, .. records], maxOperations, options.MaxRequestBytes);
        var isWhole = whole.Count == 1;
        return new AppendPlan(
            isWhole ? meta : meta with { Settled = append.ExpectedRevision },
            isWhole ? whole : Pack(head, maxOperations, options.MaxRequestBytes),
            cursor.Keys.Log(meta.Revision),
            isWhole);
    }

    /// <summary>Divides writes into transactions.</summary>
    public static List<List<RequestOp>> Pack(List<RequestOp> operations, int maxOperations, int maxBytes)
    {
        List<List<RequestOp>> packed = [[]];
        var bytes = Overhead;
        foreach (var operation in operations)
        {
            var size = operation.CalculateSize() + 6;
            var last = packed[^1];
            if (last.Count > 0 && (last.Count == maxOperations || bytes + size > maxBytes))
            {
                packed.Add(last = []);
                bytes = Overhead;
            }

            last.Add(operation);
            bytes += size;
        }

        return packed;
    }

    private static ServiceMeta Next(ServiceMeta? before, ServiceAppend append, long writeId)
    {
        var last = append.Changes[^1].Revision;
        var instances = before?.Instances ?? 0;
        var hasOverrides = before?.HasOverrides ?? false;
        foreach (var change in append.Changes)
        {
            instances += (change.After is null ? 0 : 1) - (change.Before is null ? 0 : 1);
            hasOverrides |= change.Override is not null;
        }

        return new ServiceMeta
        {
            Epoch = append.Epoch,
            Revision = last,
            Oldest = before is null || before.Revision == Revision.None ? append.ExpectedRevision.Next : before.Oldest,
            Settled = last,
            Instances = Math.Max(0, instances),
            HasOverrides = hasOverrides,
            WriteId = writeId,
        };
    }

    // Bounded: a few dozen keys at a time in the usual course, at most a thousand when a lower capacity is to be reached. Never
    // a key that the same transaction writes, nor one that a large append still needs.
    private static List<RequestOp> Truncate(ServiceKeys keys, ref ServiceMeta meta, Revision expected, int capacity)
    {
        const int MaxSlack = 64;
        const int MaxStep = 1000;
        var kept = meta.Revision.Value - meta.Oldest.Value + 1;
        var oldest = Math.Min(Math.Min(meta.Revision.Value - capacity + 1, meta.Oldest.Value + MaxStep), expected.Value + 1);
        if (kept <= capacity + Math.Min(MaxSlack, capacity / 8) || oldest <= meta.Oldest.Value)
        {
            return [];
        }

        meta = meta with { Oldest = new Revision(oldest) };
        return [EtcdOps.Delete(keys.Log(Revision.None), keys.Log(meta.Oldest))];
    }
}
