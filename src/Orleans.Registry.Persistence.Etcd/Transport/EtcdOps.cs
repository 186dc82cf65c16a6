using Etcdserverpb;
using Google.Protobuf;
using Mvccpb;

namespace Orleans.Registry.Persistence.Etcd;

/// <summary>Short forms of the parts of a transaction.</summary>
internal static class EtcdOps
{
    public static RequestOp Put(ByteString key, ByteString value, long lease = 0)
        => new() { RequestPut = new PutRequest { Key = key, Value = value, Lease = lease } };

    public static RequestOp Delete(ByteString key) => new() { RequestDeleteRange = new DeleteRangeRequest { Key = key } };

    /// <summary>Deletes from a key on, up to and without another.</summary>
    public static RequestOp Delete(ByteString from, ByteString end)
        => new() { RequestDeleteRange = new DeleteRangeRequest { Key = from, RangeEnd = end } };

    public static RequestOp Get(ByteString key) => new() { RequestRange = new RangeRequest { Key = key } };

    /// <summary>Reads from a key on, up to and without another.</summary>
    public static RequestOp Get(ByteString from, ByteString end, long limit)
        => new() { RequestRange = new RangeRequest { Key = from, RangeEnd = end, Limit = limit } };

    /// <summary>That a key was last changed by a revision of etcd; 0 when it must not exist.</summary>
    public static Compare ChangedAt(ByteString key, long modRevision)
        => new()
        {
            Key = key,
            Target = Compare.Types.CompareTarget.Mod,
            Result = Compare.Types.CompareResult.Equal,
            ModRevision = modRevision,
        };

    /// <summary>That a key exists and its value is less than another.</summary>
    public static Compare ValueBelow(ByteString key, ByteString bound)
        => new() { Key = key, Target = Compare.Types.CompareTarget.Value, Result = Compare.Types.CompareResult.Less, Value = bound };

    /// <summary>The one key a read inside a transaction found, or <c>null</c>.</summary>
    public static KeyValue? Found(this TxnResponse response, int index)
    {
        var kvs = response.Responses[index].ResponseRange.Kvs;
        return kvs.Count == 0 ? null : kvs[0];
    }
}
