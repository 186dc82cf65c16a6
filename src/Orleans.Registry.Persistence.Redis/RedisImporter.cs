using System.Buffers;
using System.Globalization;
using StackExchange.Redis;

namespace Orleans.Registry.Persistence.Redis;

/// <summary>
/// Fills empty data with whole services. A mark beside the format version keeps everybody from opening the data until the last
/// service is written; data that still has it is what a broken-off import left, and is removed by the next one.
/// </summary>
internal sealed class RedisImporter(RedisConnection connection, RedisKeys keys, RedisRegistryStoreOptions options)
{
    private static readonly TimeSpan ClaimTtl = TimeSpan.FromSeconds(30);
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);

    public async Task<StoreImport> ImportAsync(IAsyncEnumerable<ServiceImage> images, CancellationToken cancellationToken)
    {
        var format = RedisKeys.Format(options.KeyPrefix);
        var claims = new RedisClaims(connection, keys);
        var wasBrokenOff = await connection
            .CallAsync("HEXISTS", d => d.HashExistsAsync(format, "importing", RedisConnection.Primary), cancellationToken)
            .ConfigureAwait(false);
        if (!wasBrokenOff && await IsInUseAsync(cancellationToken).ConfigureAwait(false))
        {
            return StoreImport.Refused($"{connection.Description}: the keys under '{options.KeyPrefix}' hold services already.");
        }

        // The fence that a claim raises also ends whoever still writes under an older one.
        var owner = $"import {Guid.NewGuid():N}";
        var claim = await claims.ClaimAsync(owner, ClaimTtl, force: false, cancellationToken).ConfigureAwait(false);
        if (claim.Owner != owner)
        {
            return StoreImport.Refused($"{connection.Description}: the keys under '{options.KeyPrefix}' are held by {claim.Owner}.");
        }

        try
        {
            await connection.RunAsync(RedisScripts.BeginImport, [format], [RedisScripts.FormatVersion, keys.Shards], cancellationToken).ConfigureAwait(false);
            await RemoveLeftoversAsync(cancellationToken).ConfigureAwait(false);
            var services = await WriteAllAsync(images, () => claims.RenewAsync(claim, cancellationToken), cancellationToken).ConfigureAwait(false);
            await connection.CallAsync("HDEL", d => d.HashDeleteAsync(format, "importing", RedisConnection.Primary), cancellationToken).ConfigureAwait(false);
            return StoreImport.Of(services);
        }
        finally
        {
            await GiveUpAsync(claims, claim).ConfigureAwait(false);
        }
    }

    private async Task<long> WriteAllAsync(IAsyncEnumerable<ServiceImage> images, Func<Task<bool>> renew, CancellationToken cancellationToken)
    {
        const int ServicesPerRenewal = 100;
        var written = new HashSet<ServiceName>();
        await foreach (var image in images.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (!written.Add(image.Service))
            {
                throw new StoreCorruptException($"Service '{image.Service}' comes twice in the import.");
            }

            if (written.Count % ServicesPerRenewal == 0 && !await renew().ConfigureAwait(false))
            {
                throw new StoreUnavailableException($"{connection.Description}: somebody else has taken the keys over during the import.");
            }

            await WriteAsync(image, cancellationToken).ConfigureAwait(false);
        }

        return written.Count;
    }

    private static async Task GiveUpAsync(RedisClaims claims, StoreClaim claim)
    {
        try
        {
            await claims.ReleaseAsync(claim, CancellationToken.None).ConfigureAwait(false);
        }
        catch (StoreUnavailableException)
        {
            // It lapses by itself, and what the import came to is more worth telling.
        }
    }

    private async Task<bool> IsInUseAsync(CancellationToken cancellationToken)
    {
        for (var shard = 0; shard < keys.Shards; shard++)
        {
            var index = keys.Index(shard);
            if (await connection.CallAsync("SCARD", d => d.SetLengthAsync(index, RedisConnection.Primary), cancellationToken).ConfigureAwait(false) > 0)
            {
                return true;
            }
        }

        return false;
    }

    private async Task RemoveLeftoversAsync(CancellationToken cancellationToken)
    {
        for (var shard = 0; shard < keys.Shards; shard++)
        {
            var index = keys.Index(shard);
            var names = await connection.CallAsync("SMEMBERS", d => d.SetMembersAsync(index, RedisConnection.Primary), cancellationToken).ConfigureAwait(false);
            foreach (var name in names.Select(RedisReply.Text))
            {
                await DeleteAsync(keys.Service(ServiceName.Parse(name)).Records, cancellationToken).ConfigureAwait(false);
            }

            await DeleteAsync([index, keys.Changed(shard)], cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<long> DeleteAsync(RedisKey[] all, CancellationToken cancellationToken)
        => connection.CallAsync("DEL", d => d.KeyDeleteAsync(all, RedisConnection.Primary), cancellationToken);

    // The name first, so that whatever of the service is written is found again if this is broken off.
    private async Task WriteAsync(ServiceImage image, CancellationToken cancellationToken)
    {
        var service = keys.Service(image.Service);
        await connection
            .CallAsync("SADD", d => d.SetAddAsync(service.Index, image.Service.Value, RedisConnection.Primary), cancellationToken)
            .ConfigureAwait(false);
        await WriteRecordsAsync(service.Instances, image.Instances, static i => i.Id, RegistryRecordCodec.Write, cancellationToken).ConfigureAwait(false);
        await WriteRecordsAsync(
            service.Overrides, image.Overrides, static o => o.Key, static (output, o) => RegistryRecordCodec.Write(output, o.Value), cancellationToken)
            .ConfigureAwait(false);
        await WriteVersionsAsync(service.Policies, image.Policies, RegistryRecordCodec.Write, cancellationToken).ConfigureAwait(false);
        await WriteVersionsAsync(service.Configurations, image.Configurations, RegistryRecordCodec.Write, cancellationToken).ConfigureAwait(false);
        foreach (var changes in image.Log.Chunk(options.LoadSlice))
        {
            await Task.WhenAll(changes.Select(change => AddAsync(service.Log, change, cancellationToken))).ConfigureAwait(false);
        }

        HashEntry[] meta = [new("format", RedisScripts.FormatVersion), new("epoch", image.Epoch.ToString()), new("revision", image.Revision.Value)];
        await connection.CallAsync("HSET", d => d.HashSetAsync(service.Meta, meta, RedisConnection.Primary), cancellationToken).ConfigureAwait(false);
    }

    private Task<RedisValue> AddAsync(RedisKey log, ServiceChange change, CancellationToken cancellationToken)
    {
        RedisValue id = string.Create(CultureInfo.InvariantCulture, $"{change.Revision}-0");
        var record = Encoded(change, static (output, c) => RegistryRecordCodec.Write(output, c));
        return connection.CallAsync("XADD", d => d.StreamAddAsync(log, "c", record, id, flags: RedisConnection.Primary), cancellationToken);
    }

    private async Task WriteRecordsAsync<T>(
        RedisKey key, IEnumerable<T> records, Func<T, InstanceId> id, Action<IBufferWriter<byte>, T> write, CancellationToken cancellationToken)
    {
        foreach (var slice in records.Chunk(options.LoadSlice))
        {
            HashEntry[] fields = [.. slice.Select(r => new HashEntry(id(r).Value, Encoded(r, write)))];
            await connection.CallAsync("HSET", d => d.HashSetAsync(key, fields, RedisConnection.Primary), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WriteVersionsAsync<T>(
        RedisKey key, IReadOnlyList<T> versions, Action<IBufferWriter<byte>, T> write, CancellationToken cancellationToken)
    {
        foreach (var version in versions)
        {
            RedisValue record = Encoded(version, write);
            await connection.CallAsync("RPUSH", d => d.ListRightPushAsync(key, record, flags: RedisConnection.Primary), cancellationToken).ConfigureAwait(false);
        }
    }

    private byte[] Encoded<T>(T record, Action<IBufferWriter<byte>, T> write)
    {
        _buffer.ResetWrittenCount();
        write(_buffer, record);
        return _buffer.WrittenSpan.ToArray();
    }
}
