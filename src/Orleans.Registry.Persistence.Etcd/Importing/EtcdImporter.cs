using System.Buffers;
using Etcdserverpb;
using Google.Protobuf;
using Mvccpb;

namespace Orleans.Registry.Persistence.Etcd;

/// <summary>
/// Fills empty keys with whole services. A word in the place of the format's version keeps everybody from opening them until
/// the last service is written; keys that still have it are what a broken-off import left, and are removed by the next one.
/// </summary>
internal sealed class EtcdImporter(IEtcdClient client, EtcdKeys keys, EtcdRegistryStoreOptions options, ClaimKeeper claims)
{
    /// <summary>Changes of one log key, so that the log is truncated in small steps later on.</summary>
    private const int ChangesPerLogKey = 64;

    private static readonly TimeSpan ClaimTtl = TimeSpan.FromSeconds(30);
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);

    public async Task<StoreImport> ImportAsync(IAsyncEnumerable<ServiceImage> images, CancellationToken cancellationToken)
    {
        var (format, isInUse) = await LookAsync(cancellationToken).ConfigureAwait(false);
        var wasBrokenOff = format?.Value.Equals(LayoutFormat.Importing) ?? false;
        if (isInUse && !wasBrokenOff)
        {
            return StoreImport.Refused($"The keys under '{options.KeyPrefix}:' in etcd hold services already.");
        }

        // The claim also ends whoever still writes under an older one.
        var owner = $"import {Guid.NewGuid():N}";
        var claim = await claims.ClaimAsync(owner, ClaimTtl, force: false, cancellationToken).ConfigureAwait(false);
        if (claim.Owner != owner)
        {
            return StoreImport.Refused($"The keys under '{options.KeyPrefix}:' in etcd are held by {claim.Owner}.");
        }

        try
        {
            await BeginAsync(format?.ModRevision ?? 0, cancellationToken).ConfigureAwait(false);
            var services = await WriteAllAsync(images, () => claims.RenewAsync(claim, cancellationToken), cancellationToken).ConfigureAwait(false);
            await WriteAsync([EtcdOps.Put(keys.Format, LayoutFormat.Current)], cancellationToken).ConfigureAwait(false);
            return StoreImport.Of(services);
        }
        finally
        {
            await GiveUpAsync(claim).ConfigureAwait(false);
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
                throw new StoreUnavailableException($"Somebody else has taken the keys under '{options.KeyPrefix}:' in etcd over during the import.");
            }

            await WriteAsync(Compile(image), cancellationToken).ConfigureAwait(false);
        }

        return written.Count;
    }

    private async Task GiveUpAsync(StoreClaim claim)
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

    private async Task<(KeyValue? Format, bool IsInUse)> LookAsync(CancellationToken cancellationToken)
    {
        var request = new TxnRequest { Success = { EtcdOps.Get(keys.Format), EtcdOps.Get(keys.MetaStart, keys.MetaEnd, limit: 1) } };
        var response = await client.TxnAsync(request, cancellationToken).ConfigureAwait(false);
        return (response.Found(0), response.Found(1) is not null);
    }

    // Nobody may have opened the keys or begun another import since they were looked at.
    private async Task BeginAsync(long formatModRevision, CancellationToken cancellationToken)
    {
        var request = new TxnRequest
        {
            Compare = { EtcdOps.ChangedAt(keys.Format, formatModRevision) },
            Success =
            {
                EtcdOps.Put(keys.Format, LayoutFormat.Importing),
                EtcdOps.Delete(keys.MetaStart, keys.MetaEnd),
                EtcdOps.Delete(keys.RecordsStart, keys.RecordsEnd),
            },
            Failure = { EtcdOps.Get(keys.Format) },
        };
        var response = await client.TxnAsync(request, cancellationToken).ConfigureAwait(false);

        // A repeat after a lost reply finds its own mark; whether it is another's is told by what follows from the claim.
        if (!response.Succeeded && response.Found(0)?.Value.Equals(LayoutFormat.Importing) != true)
        {
            throw new StoreUnavailableException($"The keys under '{options.KeyPrefix}:' in etcd were opened by somebody else meanwhile.");
        }
    }

    // The head record last: only it makes a service count.
    private List<RequestOp> Compile(ServiceImage image)
    {
        var service = keys.Of(image.Service);
        List<RequestOp> operations =
        [
            .. image.Instances.Select(i => EtcdOps.Put(service.Instance(i.Id), Encode(i, RegistryRecordCodec.Write))),
            .. image.Overrides.Select(o => EtcdOps.Put(service.Override(o.Key), Encode(o.Value, RegistryRecordCodec.Write))),
            .. image.Policies.Select(p => EtcdOps.Put(service.Numbered(ServiceKeyKind.Policy, p.Version), Encode(p, RegistryRecordCodec.Write))),
            .. image.Configurations.Select(
                c => EtcdOps.Put(service.Numbered(ServiceKeyKind.Configuration, c.Version), Encode(c, RegistryRecordCodec.Write))),
        ];
        foreach (var changes in image.Log.Chunk(ChangesPerLogKey))
        {
            foreach (var part in LogPart.Encode(changes, Random.Shared.NextInt64(), options.MaxRequestBytes / 2))
            {
                operations.Add(EtcdOps.Put(service.Log(part.Last), part.Value));
            }
        }

        var meta = new ServiceMeta
        {
            Epoch = image.Epoch,
            Revision = image.Revision,
            Oldest = image.Log.Count == 0 ? image.Revision.Next : image.Log[0].Revision,
            Settled = image.Revision,
            Instances = image.Instances.Count,
            HasOverrides = image.Overrides.Count > 0,
            WriteId = Random.Shared.NextInt64(),
        };
        operations.Add(EtcdOps.Put(service.Meta, meta.Encode()));
        return operations;
    }

    private async Task WriteAsync(List<RequestOp> operations, CancellationToken cancellationToken)
    {
        foreach (var transaction in AppendPlan.Pack(operations, options.MaxOperationsPerTransaction, options.MaxRequestBytes))
        {
            // Putting the same once more after a lost reply does no harm.
            var request = new TxnRequest { Success = { transaction } };
            await client.TxnAsync(request, cancellationToken).ConfigureAwait(false);
        }
    }

    private ByteString Encode<T>(T record, Action<IBufferWriter<byte>, T> write)
    {
        _buffer.ResetWrittenCount();
        write(_buffer, record);
        return ByteString.CopyFrom(_buffer.WrittenSpan);
    }
}
