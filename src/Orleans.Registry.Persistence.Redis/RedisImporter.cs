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
        var wasBrokenOff = !(await connection.CommandAsync("HGET", cancellationToken, format, "importing").ConfigureAwait(false)).IsNull;
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
            await connection.CommandAsync("HDEL", cancellationToken, format, "importing").ConfigureAwait(false);
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
            if (RedisReply.Number(await connection.CommandAsync("SCARD", cancellationToken, keys.Index(shard)).ConfigureAwait(false)) > 0)
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
            var names = RedisReply.Items(await connection.CommandAsync("SMEMBERS", cancellationToken, keys.Index(shard)).ConfigureAwait(false));
            foreach (var name in names.Select(RedisReply.Text))
            {
                object[] records = [.. keys.Service(ServiceName.Parse(name)).Records.Cast<object>()];
                await connection.CommandAsync("DEL", cancellationToken, records).ConfigureAwait(false);
            }

            await connection.CommandAsync("DEL", cancellationToken, keys.Index(shard), keys.Changed(shard)).ConfigureAwait(false);
        }
    }

    // The name first, so that whatever of the service is written is found again if this is broken off.
    private async Task WriteAsync(ServiceImage image, CancellationToken cancellationToken)
    {
        var service = keys.Service(image.Service);
        await connection.CommandAsync("SADD", cancellationToken, service.Index, image.Service.Value).ConfigureAwait(false);
        await WriteRecordsAsync(service.Instances, image.Instances, static i => i.Id, RegistryRecordCodec.Write, cancellationToken).ConfigureAwait(false);
        await WriteRecordsAsync(
            service.Overrides, image.Overrides, static o => o.Key, static (output, o) => RegistryRecordCodec.Write(output, o.Value), cancellationToken)
            .ConfigureAwait(false);
        await WriteVersionsAsync(service.Policies, image.Policies, RegistryRecordCodec.Write, cancellationToken).ConfigureAwait(false);
        await WriteVersionsAsync(service.Configurations, image.Configurations, RegistryRecordCodec.Write, cancellationToken).ConfigureAwait(false);
        foreach (var changes in image.Log.Chunk(options.LoadSlice))
        {
            await Task.WhenAll(changes.Select(change => connection.CommandAsync(
                "XADD",
                cancellationToken,
                service.Log,
                string.Create(CultureInfo.InvariantCulture, $"{change.Revision}-0"),
                "c",
                Encoded(change, static (output, c) => RegistryRecordCodec.Write(output, c))))).ConfigureAwait(false);
        }

        await connection.CommandAsync(
            "HSET", cancellationToken, service.Meta, "format", RedisScripts.FormatVersion, "epoch", image.Epoch.ToString(), "revision", image.Revision.Value)
            .ConfigureAwait(false);
    }

    private async Task WriteRecordsAsync<T>(
        RedisKey key, IEnumerable<T> records, Func<T, InstanceId> id, Action<IBufferWriter<byte>, T> write, CancellationToken cancellationToken)
    {
        foreach (var slice in records.Chunk(options.LoadSlice))
        {
            object[] arguments = [key, .. slice.SelectMany(r => new object[] { id(r).Value, Encoded(r, write) })];
            await connection.CommandAsync("HSET", cancellationToken, arguments).ConfigureAwait(false);
        }
    }

    private async Task WriteVersionsAsync<T>(
        RedisKey key, IReadOnlyList<T> versions, Action<IBufferWriter<byte>, T> write, CancellationToken cancellationToken)
    {
        foreach (var version in versions)
        {
            await connection.CommandAsync("RPUSH", cancellationToken, key, Encoded(version, write)).ConfigureAwait(false);
        }
    }

    private byte[] Encoded<T>(T record, Action<IBufferWriter<byte>, T> write)
    {
        _buffer.ResetWrittenCount();
        write(_buffer, record);
        return _buffer.WrittenSpan.ToArray();
    }
}
