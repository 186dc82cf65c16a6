using Etcdserverpb;

namespace Orleans.Registry.Persistence.Etcd;

/// <summary>
/// Claims on the store. The token key holds the last claim for good, and each append compares it; the alive key is bound to a
/// lease of etcd and goes away when the owner no longer renews it. Safe to use from many threads.
/// </summary>
/// <remarks>
/// etcd counts leases in whole seconds, never below about one and a half election timeouts (2 s at its default settings), and
/// starts them anew when a new leader is elected.
/// </remarks>
internal sealed class ClaimKeeper(IEtcdClient client, EtcdKeys keys)
{
    /// <summary>See <see cref="IRegistryStore.ClaimAsync"/>.</summary>
    public async Task<StoreClaim> ClaimAsync(string owner, TimeSpan ttl, bool force, CancellationToken cancellationToken)
    {
        var lease = default(LeaseGrantResponse);
        while (true)
        {
            var (last, modRevision, alive) = await ReadAsync(cancellationToken).ConfigureAwait(false);
            if (alive && !force && last.Owner != owner)
            {
                await GiveBackAsync(lease, cancellationToken).ConfigureAwait(false);
                return new StoreClaim(last.Token, last.Owner, last.Ttl, IsAlive: true);
            }

            lease ??= await GrantAsync(ttl, cancellationToken).ConfigureAwait(false);
            var held = TimeSpan.FromSeconds(lease.TTL);
            var record = new ClaimRecord(new FencingToken(last.Token.Value + 1), held, Random.Shared.NextInt64(), owner);
            if (await TakeAsync(record, modRevision, lease.ID, cancellationToken).ConfigureAwait(false))
            {
                return new StoreClaim(record.Token, owner, held, IsAlive: true);
            }
        }
    }

    /// <summary>See <see cref="IRegistryStore.RenewClaimAsync"/>.</summary>
    public async Task<bool> RenewAsync(StoreClaim claim, CancellationToken cancellationToken)
    {
        var (isLast, leaseId) = await FindLeaseAsync(claim, cancellationToken).ConfigureAwait(false);
        if (!isLast)
        {
            return false;
        }

        if (leaseId != 0)
        {
            var request = new LeaseKeepAliveRequest { ID = leaseId };
            var renewed = await client.LeaseKeepAliveAsync(request, cancellationToken).ConfigureAwait(false);
            if (renewed.TTL > 0)
            {
                return true;
            }
        }

        return await ReviveAsync(claim, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>See <see cref="IRegistryStore.ReleaseClaimAsync"/>.</summary>
    public async Task ReleaseAsync(StoreClaim claim, CancellationToken cancellationToken)
    {
        var (isLast, leaseId) = await FindLeaseAsync(claim, cancellationToken).ConfigureAwait(false);
        if (isLast && leaseId != 0)
        {
            // Takes the alive key along. If another has claimed meanwhile, that key hangs on another lease and stays.
            await client.LeaseRevokeAsync(new LeaseRevokeRequest { ID = leaseId }, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<(ClaimRecord Last, long ModRevision, bool IsAlive)> ReadAsync(CancellationToken cancellationToken)
    {
        var request = new TxnRequest { Success = { EtcdOps.Get(keys.Token), EtcdOps.Get(keys.Alive) } };
        var response = await client.TxnAsync(request, cancellationToken).ConfigureAwait(false);
        return response.Found(0) is { } token
            ? (ClaimRecord.Decode(token.Value), token.ModRevision, response.Found(1) is not null)
            : (new ClaimRecord(FencingToken.None, TimeSpan.Zero, 0, string.Empty), 0, false);
    }

    // True also when an attempt whose reply was lost did it: then the record with this write id is there.
    private async Task<bool> TakeAsync(ClaimRecord record, long modRevision, long leaseId, CancellationToken cancellationToken)
    {
        var request = new TxnRequest
        {
            Compare = { EtcdOps.ChangedAt(keys.Token, modRevision) },
            Success =
            {
                EtcdOps.Put(keys.Token, record.Encode()),
                EtcdOps.Put(keys.Alive, ClaimRecord.AliveValue(record.Token), leaseId),
            },
            Failure = { EtcdOps.Get(keys.Token) },
        };
        var response = await client.TxnAsync(request, cancellationToken).ConfigureAwait(false);
        return response.Succeeded || (response.Found(0) is { } present && ClaimRecord.Decode(present.Value).WriteId == record.WriteId);
    }

    private async Task<(bool IsLast, long LeaseId)> FindLeaseAsync(StoreClaim claim, CancellationToken cancellationToken)
    {
        var request = new TxnRequest
        {
            Compare = { EtcdOps.ValueBelow(keys.Token, ClaimRecord.Above(claim.Token)) },
            Success = { EtcdOps.Get(keys.Alive) },
        };
        var response = await client.TxnAsync(request, cancellationToken).ConfigureAwait(false);
        var alive = response.Succeeded ? response.Found(0) : null;
        return (response.Succeeded, alive?.Lease ?? 0);
    }

    private async Task<bool> ReviveAsync(StoreClaim claim, CancellationToken cancellationToken)
    {
        var lease = await GrantAsync(claim.Ttl, cancellationToken).ConfigureAwait(false);
        var request = new TxnRequest
        {
            Compare = { EtcdOps.ValueBelow(keys.Token, ClaimRecord.Above(claim.Token)) },
            Success = { EtcdOps.Put(keys.Alive, ClaimRecord.AliveValue(claim.Token), lease.ID) },
        };
        var response = await client.TxnAsync(request, cancellationToken).ConfigureAwait(false);
        if (!response.Succeeded)
        {
            await GiveBackAsync(lease, cancellationToken).ConfigureAwait(false);
        }

        return response.Succeeded;
    }

    private Task<LeaseGrantResponse> GrantAsync(TimeSpan ttl, CancellationToken cancellationToken)
        => client.LeaseGrantAsync(new LeaseGrantRequest { TTL = Math.Max(1, (long)Math.Ceiling(ttl.TotalSeconds)) }, cancellationToken);

    private async Task GiveBackAsync(LeaseGrantResponse? lease, CancellationToken cancellationToken)
    {
        if (lease is not null)
        {
            await client.LeaseRevokeAsync(new LeaseRevokeRequest { ID = lease.ID }, cancellationToken).ConfigureAwait(false);
        }
    }
}
