using System.Globalization;
using StackExchange.Redis;

namespace Orleans.Registry.Persistence.Redis;

/// <summary>
/// Claims on the whole store. The claim itself is one key, but an append must be fenced in the same script that writes, and in
/// a cluster that script reaches only its own shard: so each shard has a fence, the highest token it has heard of, and a claim
/// raises the fences of all shards before it counts as given. From then on every append with a lower token is refused, also for
/// services that do not exist yet. An append with a higher token raises its shard's fence as well, which heals a fence that the
/// server forgot in a crash.
/// </summary>
internal sealed class RedisClaims(RedisConnection connection, RedisKeys keys)
{
    public async Task<StoreClaim> ClaimAsync(string owner, TimeSpan ttl, bool force, CancellationToken cancellationToken)
    {
        var reply = RedisReply.Items(await connection
            .RunAsync(RedisScripts.Claim, [keys.Claim], [owner, Milliseconds(ttl), force ? "1" : "0"], cancellationToken)
            .ConfigureAwait(false));
        var token = RedisReply.Number(reply[1]);
        if (RedisReply.Number(reply[0]) == 1)
        {
            await RaiseFencesAsync(token, cancellationToken).ConfigureAwait(false);
            return new StoreClaim(new FencingToken(token), owner, ttl, IsAlive: true);
        }

        var alive = TimeSpan.FromMilliseconds(RedisReply.Number(reply[3]));
        return new StoreClaim(new FencingToken(token), RedisReply.Text(reply[2]), alive, IsAlive: true);
    }

    public async Task<bool> RenewAsync(StoreClaim claim, CancellationToken cancellationToken)
    {
        RedisValue[] values = [claim.Token.Value, claim.Owner, Milliseconds(claim.Ttl)];
        var reply = await connection.RunAsync(RedisScripts.Renew, [keys.Claim], values, cancellationToken).ConfigureAwait(false);
        var outcome = RedisReply.Number(reply);
        if (outcome == 2)
        {
            await RaiseFencesAsync(claim.Token.Value, cancellationToken).ConfigureAwait(false);
        }

        return outcome > 0;
    }

    public Task ReleaseAsync(StoreClaim claim, CancellationToken cancellationToken)
        => connection.RunAsync(RedisScripts.Release, [keys.Claim], [claim.Token.Value, claim.Owner], cancellationToken);

    private async Task RaiseFencesAsync(long token, CancellationToken cancellationToken)
    {
        var raising = Enumerable.Range(0, keys.Shards)
            .Select(shard => connection.RunAsync(RedisScripts.Fence, [keys.Fence(shard)], [token], cancellationToken));
        await Task.WhenAll(raising).ConfigureAwait(false);
    }

    private static string Milliseconds(TimeSpan ttl)
        => ((long)Math.Ceiling(ttl.TotalMilliseconds)).ToString(CultureInfo.InvariantCulture);
}
