using Etcdserverpb;

namespace Orleans.Registry.Persistence.Etcd;

/// <summary>
/// Tells what others changed. A mark is a revision of etcd: while it stands still nothing was written, which costs one small
/// read to learn. Otherwise etcd looks through the head records for those that were replaced since. Safe to use from many threads.
/// </summary>
/// <remarks>
/// etcd looks at every head record to find the changed ones, some 100 ms for 100,000 services: who asks leaves pauses in proportion.
/// </remarks>
internal sealed class EtcdFollower(IEtcdClient client, EtcdKeys keys)
{
    public async Task<StoreChanges> ReadAsync(StoreMark? since, CancellationToken cancellationToken)
    {
        var look = await client.RangeAsync(new RangeRequest { Key = keys.Token, KeysOnly = true }, cancellationToken).ConfigureAwait(false);
        var present = look.Header.Revision;
        if (since is null)
        {
            return new StoreChanges(new StoreMark([present]), [], IsComplete: true);
        }

        var known = since.Numbers[0];
        if (present <= known)
        {
            // A revision that went backwards: the cluster was restored from a backup, or is another one.
            return new StoreChanges(new StoreMark([present]), [], IsComplete: present == known);
        }

        var request = new RangeRequest { Key = keys.MetaStart, RangeEnd = keys.MetaEnd, MinModRevision = known + 1, KeysOnly = true };
        var changed = await client.RangeAsync(request, cancellationToken).ConfigureAwait(false);
        return new StoreChanges(
            new StoreMark([changed.Header.Revision]), [.. changed.Kvs.Select(kv => keys.ServiceOf(kv.Key))], IsComplete: true);
    }
}
