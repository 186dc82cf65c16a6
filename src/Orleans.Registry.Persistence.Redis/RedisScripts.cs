namespace Orleans.Registry.Persistence.Redis;

/// <summary>
/// All that must happen in one step on the server. Redis runs a script whole, but takes nothing back when it fails half-way:
/// so each script checks everything that can fail before its first write.
/// </summary>
internal static class RedisScripts
{
    /// <summary>The version of the key scheme. It says nothing of the records, which carry their own.</summary>
    public const int FormatVersion = 1;

    /// <summary>
    /// Opens the data: sets the format and the number of shards if there is none yet, and returns what is there.
    /// KEYS: format. ARGV: format version, shards.
    /// </summary>
    public static readonly RedisScript Open = new("open", """
        if redis.call('EXISTS', KEYS[1]) == 0 then
          redis.call('HSET', KEYS[1], 'version', ARGV[1], 'shards', ARGV[2])
        end
        return redis.call('HMGET', KEYS[1], 'version', 'shards', 'importing')
        """);

    /// <summary>
    /// Begins an import: marks the data, so that nobody opens it before the import has ended. Returns the version and the shards.
    /// KEYS: format. ARGV: format version, shards.
    /// </summary>
    public static readonly RedisScript BeginImport = new("begin_import", """
        redis.call('HSETNX', KEYS[1], 'version', ARGV[1])
        redis.call('HSETNX', KEYS[1], 'shards', ARGV[2])
        redis.call('HSET', KEYS[1], 'importing', '1')
        return redis.call('HMGET', KEYS[1], 'version', 'shards')
        """);

    /// <summary>
    /// Stores the changes of one service if nothing speaks against it. Returns an <see cref="RedisAppendReply"/> and what was found.
    /// KEYS: meta, instances, overrides, policies, configs, log, fence, index, changed.
    /// ARGV: token, epoch, expected revision, new revision, log capacity, kept versions, service, format, then operations:
    /// l revision record (log) | i id record, I id (instance set, removed) | o id record, O id (override) | p record | c record.
    /// </summary>
    public static readonly RedisScript Append = new("append", """
        local token = tonumber(ARGV[1])
        local fence = redis.call('GET', KEYS[7])
        if token > 0 and fence and tonumber(fence) > token then
          return {3, fence}
        end
        local meta = redis.call('HMGET', KEYS[1], 'format', 'epoch', 'revision')
        if meta[1] and tonumber(meta[1]) > tonumber(ARGV[8]) then
          return {5, meta[1]}
        end
        if (meta[3] or '0') ~= ARGV[3] or (meta[2] and meta[2] ~= ARGV[2]) then
          return {2, meta[3] or '0', meta[2] or ''}
        end
        local types = {'hash', 'hash', 'hash', 'list', 'list', 'stream', 'string', 'set', 'zset'}
        for i = 2, 9 do
          local found = redis.call('TYPE', KEYS[i])['ok']
          if found ~= 'none' and (found ~= types[i] or (i < 7 and not meta[2])) then
            return {4, KEYS[i], found}
          end
        end
        local i = 9
        while i <= #ARGV do
          local op = ARGV[i]
          if op == 'l' then
            redis.call('XADD', KEYS[6], 'MAXLEN', ARGV[5], ARGV[i + 1] .. '-0', 'c', ARGV[i + 2])
            i = i + 3
          elseif op == 'i' then
            redis.call('HSET', KEYS[2], ARGV[i + 1], ARGV[i + 2])
            i = i + 3
          elseif op == 'I' then
            redis.call('HDEL', KEYS[2], ARGV[i + 1])
            i = i + 2
          elseif op == 'o' then
            redis.call('HSET', KEYS[3], ARGV[i + 1], ARGV[i + 2])
            i = i + 3
          elseif op == 'O' then
            redis.call('HDEL', KEYS[3], ARGV[i + 1])
            i = i + 2
          else
            local key = op == 'p' and KEYS[4] or KEYS[5]
            redis.call('RPUSH', key, ARGV[i + 1])
            redis.call('LTRIM', key, '-' .. ARGV[6], '-1')
            i = i + 2
          end
        end
        if meta[2] then
          redis.call('HSET', KEYS[1], 'revision', ARGV[4])
        else
          redis.call('HSET', KEYS[1], 'format', ARGV[8], 'epoch', ARGV[2], 'revision', ARGV[4])
          redis.call('SADD', KEYS[8], ARGV[7])
        end
        local time = redis.call('TIME')
        local newest = redis.call('ZREVRANGE', KEYS[9], 0, 0, 'WITHSCORES')
        local stamp = math.max(tonumber(newest[2] or '0') + 1, time[1] * 1000000 + time[2])
        redis.call('ZADD', KEYS[9], string.format('%.0f', stamp), ARGV[7])
        if token > 0 and (not fence or tonumber(fence) < token) then
          redis.call('SET', KEYS[7], ARGV[1])
        end
        return {1}
        """);

    /// <summary>
    /// Reads a whole service at once if it is small, else its meta alone.
    /// KEYS: meta, instances, overrides, policies, configs, log. ARGV: most records, log capacity.
    /// </summary>
    public static readonly RedisScript Load = new("load", """
        local meta = redis.call('HMGET', KEYS[1], 'format', 'epoch', 'revision')
        if not meta[2] or not meta[3] then
          return meta[1] and meta or false
        end
        local records = redis.call('HLEN', KEYS[2]) + redis.call('HLEN', KEYS[3]) + math.min(redis.call('XLEN', KEYS[6]), tonumber(ARGV[2]))
        if records > tonumber(ARGV[1]) then
          return meta
        end
        local first = math.max(1, tonumber(meta[3]) - tonumber(ARGV[2]) + 1)
        return {
          meta[1], meta[2], meta[3],
          redis.call('LRANGE', KEYS[4], 0, -1),
          redis.call('LRANGE', KEYS[5], 0, -1),
          redis.call('HGETALL', KEYS[2]),
          redis.call('HGETALL', KEYS[3]),
          redis.call('XRANGE', KEYS[6], string.format('%.0f-0', first), '+'),
        }
        """);

    /// <summary>
    /// Reads a piece of the log with what it needs to be understood.
    /// KEYS: meta, log. ARGV: revision before the first wanted one, most changes.
    /// </summary>
    public static readonly RedisScript History = new("history", """
        local meta = redis.call('HMGET', KEYS[1], 'format', 'epoch', 'revision')
        if not meta[2] or not meta[3] then
          return meta[1] and meta or false
        end
        local oldest = redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', 1)
        oldest = oldest[1] and oldest[1][1] or meta[3]
        local after = tonumber(ARGV[1])
        local changes = {}
        if after < tonumber(meta[3]) and after + 1 >= tonumber(string.match(oldest, '^%d+')) then
          changes = redis.call('XRANGE', KEYS[2], string.format('%.0f-0', after + 1), '+', 'COUNT', ARGV[2])
        end
        return {meta[1], meta[2], meta[3], oldest, changes}
        """);

    /// <summary>
    /// The services of a shard that were changed since a stamp. Stamps are at least the server's time in microseconds, so that
    /// none is given twice although the server lost the newest. Returns the newest stamp, whether the shard can go on from the
    /// one asked for, and the names.
    /// KEYS: changed. ARGV: stamp, or -1 for the newest alone.
    /// </summary>
    public static readonly RedisScript Changed = new("changed", """
        local newest = redis.call('ZREVRANGE', KEYS[1], 0, 0, 'WITHSCORES')
        local top = string.format('%.0f', tonumber(newest[2] or '0'))
        local since = tonumber(ARGV[1])
        if since < 0 or tonumber(top) == since then
          return {top, 1, {}}
        end
        if tonumber(top) < since then
          return {top, 0, {}}
        end
        return {top, 1, redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. ARGV[1], '+inf')}
        """);

    /// <summary>
    /// Begins a new lineage of a service whose history was lost, if it still is as it was found.
    /// KEYS: meta. ARGV: epoch and revision found, new epoch.
    /// </summary>
    public static readonly RedisScript Renounce = new("renounce", """
        local meta = redis.call('HMGET', KEYS[1], 'epoch', 'revision')
        if meta[1] == ARGV[1] and meta[2] == ARGV[2] then
          redis.call('HSET', KEYS[1], 'epoch', ARGV[3])
          return 1
        end
        return 0
        """);

    /// <summary>
    /// Draws a token and makes it the claim, unless another's claim is alive: then returns that.
    /// A token is at least the server's time in microseconds, so that one drawn after the server lost its last writes is still
    /// higher than the ones it forgot.
    /// KEYS: claim. ARGV: owner, ttl in milliseconds, whether to force.
    /// </summary>
    public static readonly RedisScript Claim = new("claim", """
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local claim = redis.call('HMGET', KEYS[1], 'token', 'owner', 'ttl', 'renewed', 'released')
        local token = tonumber(claim[1] or '0')
        if claim[1] and ARGV[3] == '0' and claim[2] ~= ARGV[1] and not claim[5] then
          local age = now - tonumber(claim[4])
          local ttl = tonumber(claim[3])
          if age < ttl and age > -ttl then
            return {0, claim[1], claim[2], claim[3]}
          end
        end
        local drawn = string.format('%.0f', math.max(token + 1, time[1] * 1000000 + time[2]))
        redis.call('HSET', KEYS[1], 'token', drawn, 'owner', ARGV[1], 'ttl', ARGV[2], 'renewed', string.format('%.0f', now))
        redis.call('HDEL', KEYS[1], 'released')
        return {1, drawn, ARGV[1], ARGV[2]}
        """);

    /// <summary>
    /// Keeps a claim alive. Returns 0 when another is in force, 1 when it is renewed, 2 when the server had forgotten it (then
    /// the fences must be raised again).
    /// KEYS: claim. ARGV: token, owner, ttl in milliseconds.
    /// </summary>
    public static readonly RedisScript Renew = new("renew", """
        local claim = redis.call('HMGET', KEYS[1], 'token', 'owner')
        local token = tonumber(claim[1] or '0')
        local mine = tonumber(ARGV[1])
        if token > mine or (token == mine and claim[2] ~= ARGV[2]) then
          return 0
        end
        local time = redis.call('TIME')
        local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
        redis.call('HSET', KEYS[1], 'token', ARGV[1], 'owner', ARGV[2], 'ttl', ARGV[3], 'renewed', now)
        redis.call('HDEL', KEYS[1], 'released')
        return token == mine and 1 or 2
        """);

    /// <summary>Gives a claim up if it is still the claim. KEYS: claim. ARGV: token, owner.</summary>
    public static readonly RedisScript Release = new("release", """
        local claim = redis.call('HMGET', KEYS[1], 'token', 'owner')
        if claim[1] == ARGV[1] and claim[2] == ARGV[2] then
          redis.call('HSET', KEYS[1], 'released', '1')
          return 1
        end
        return 0
        """);

    /// <summary>Raises the fence of a shard; never lowers it. KEYS: fence. ARGV: token.</summary>
    public static readonly RedisScript Fence = new("fence", """
        local fence = redis.call('GET', KEYS[1])
        if not fence or tonumber(fence) < tonumber(ARGV[1]) then
          redis.call('SET', KEYS[1], ARGV[1])
        end
        return 1
        """);
}
