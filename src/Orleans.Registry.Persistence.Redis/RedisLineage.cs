using System.Collections.Concurrent;
using System.Security.Cryptography;
using StackExchange.Redis;

namespace Orleans.Registry.Persistence.Redis;

/// <summary>
/// Notices that the server has lost changes it had acknowledged: a crash before its last writes reached the disk, or a fail-over
/// to a replica that was behind. Then the revisions that are gone would be given to other changes, and watchers who hold the
/// lost ones would never know. So the service goes on under a new epoch. Remembers per service what this process knows to have
/// been stored. Thread-safe.
/// </summary>
internal sealed class RedisLineage(RedisConnection connection)
{
    private readonly ConcurrentDictionary<ServiceName, RedisServiceHead> _known = new();

    /// <summary>What was known to be stored; take it before a read is sent, since others may write while it is under way.</summary>
    public RedisServiceHead Known(ServiceName service) => _known.GetValueOrDefault(service);

    /// <summary>Remembers what the server said is stored.</summary>
    public void Learn(ServiceName service, RedisServiceHead stored) => _known.AddOrUpdate(
        service,
        static (_, s) => s,
        static (_, old, s) => old.Epoch == s.Epoch && old.Revision > s.Revision ? old : s,
        stored);

    /// <summary>Whether the server fell behind what was known before the read was sent.</summary>
    public static bool HasLost(RedisServiceHead known, RedisServiceHead stored) => stored.Epoch == known.Epoch && stored.Revision < known.Revision;

    /// <summary>Begins a new epoch, unless another process has done so or has written meanwhile.</summary>
    public async Task RenounceAsync(ServiceName service, RedisServiceKeys keys, RedisServiceHead stored, CancellationToken cancellationToken)
    {
        var bytes = RandomNumberGenerator.GetBytes(sizeof(ulong));
        var fresh = new Epoch(BitConverter.ToUInt64(bytes) | 1);
        RedisValue[] values = [stored.Epoch.ToString(), stored.Revision, fresh.ToString()];
        await connection.RunAsync(RedisScripts.Renounce, [keys.Meta], values, cancellationToken).ConfigureAwait(false);
        _known.TryRemove(service, out _);
    }
}
