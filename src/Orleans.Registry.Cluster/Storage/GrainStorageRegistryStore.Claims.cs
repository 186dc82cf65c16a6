namespace Orleans.Registry.Cluster;

/// <content>Claims on the store as a whole.</content>
public sealed partial class GrainStorageRegistryStore
{
    /// <inheritdoc/>
    public async ValueTask<StoreClaim> ClaimAsync(string owner, TimeSpan ttl, bool force, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(owner);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ttl, TimeSpan.Zero);
        cancellationToken.ThrowIfCancellationRequested();
        while (true)
        {
            var read = await _slices.ReadAsync<ClaimRecord>(SliceKeys.Claim).ConfigureAwait(false);
            var now = _time.GetUtcNow();
            var present = read.State.ToClaim(now);
            if (!force && present.IsAlive && !string.Equals(present.Owner, owner, StringComparison.Ordinal))
            {
                return present;
            }

            read.State = new ClaimRecord { Token = read.State.Token + 1, Owner = owner, Ttl = (long)ttl.TotalMilliseconds, Until = (now + ttl).UtcTicks };
            if (await _slices.TryWriteAsync(SliceKeys.Claim, read).ConfigureAwait(false))
            {
                await FenceAsync(read.State.Token).WaitAsync(cancellationToken).ConfigureAwait(false);
                return read.State.ToClaim(now);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> RenewClaimAsync(StoreClaim claim, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return await ProlongAsync(claim, (_time.GetUtcNow() + claim.Ttl).UtcTicks).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask ReleaseClaimAsync(StoreClaim claim, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        await ProlongAsync(claim, 0).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> ProlongAsync(StoreClaim claim, long until)
    {
        while (true)
        {
            var read = await _slices.ReadAsync<ClaimRecord>(SliceKeys.Claim).ConfigureAwait(false);
            if (read.State.Token != claim.Token.Value)
            {
                return false;
            }

            read.State = new ClaimRecord { Token = read.State.Token, Owner = read.State.Owner, Ttl = read.State.Ttl, Until = until };
            if (await _slices.TryWriteAsync(SliceKeys.Claim, read).ConfigureAwait(false))
            {
                return true;
            }
        }
    }

    // Every head and every list of names is told the token before the claim is returned: what a lower one writes after that
    // finds another ETag. A service that is listed and has no head yet is given one that holds nothing but the token.
    private Task FenceAsync(long token) => EachAsync(Enumerable.Range(0, SliceKeys.NameShards), async shard =>
    {
        var names = await StampAsync<ServiceNames>(
            SliceKeys.Names(shard), n => n.Token >= token, n => new ServiceNames { Token = token, Names = n.Names }).ConfigureAwait(false);
        foreach (var name in names.Names)
        {
            await StampAsync<ServiceHead>(SliceKeys.Head(ServiceName.Parse(name)), h => h.Token >= token, h =>
            {
                var head = h.Copy();
                head.Token = token;
                return head;
            }).ConfigureAwait(false);
        }
    });

    private async Task<T> StampAsync<T>(GrainId id, Func<T, bool> isDone, Func<T, T> stamp)
        where T : class, new()
    {
        while (true)
        {
            var read = await _slices.ReadAsync<T>(id).ConfigureAwait(false);
            if (isDone(read.State))
            {
                return read.State;
            }

            read.State = stamp(read.State);
            if (await _slices.TryWriteAsync(id, read).ConfigureAwait(false))
            {
                return read.State;
            }
        }
    }
}
