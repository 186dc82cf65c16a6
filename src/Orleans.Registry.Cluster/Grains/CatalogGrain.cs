using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Orleans.Registry.Cluster;

/// <inheritdoc cref="ICatalogGrain"/>
[Reentrant]
internal sealed class CatalogGrain(ClusterStore store, IOptions<ClusterRegistryOptions> options) : Grain, ICatalogGrain
{
    /// <summary>Owners that are asked at the same time.</summary>
    private const int MostAtOnce = 100;

    private readonly SingleRun<RegistryError?> _loading = new();
    private HashSet<ServiceName>? _names;

    public async Task<RegistryResult<bool>> AddAsync(ServiceName service)
    {
        if (await LoadedAsync() is { } error)
        {
            return error;
        }

        var settings = options.Value;
        var most = (settings.MaxServices + settings.CatalogShards - 1) / settings.CatalogShards;
        return _names!.Contains(service) || (_names.Count < most && _names.Add(service));
    }

    public async Task<RegistryResult<ServiceFigures[]>> ListAsync(string prefix)
    {
        if (await LoadedAsync() is { } error)
        {
            return error;
        }

        List<ServiceFigures> figures = [];
        foreach (var names in _names!.Where(n => n.Value.StartsWith(prefix, StringComparison.Ordinal)).Chunk(MostAtOnce).ToList())
        {
            foreach (var summary in await Task.WhenAll(names.Select(n => GrainFactory.GetGrain<IServiceGrain>(n.Value).SummariseAsync())))
            {
                // A name is here a little earlier than its first change.
                if (summary.IsSuccess)
                {
                    figures.Add(summary.Value);
                }
                else if (summary.Error.Code != RegistryErrorCode.ServiceNotFound)
                {
                    return summary.Error;
                }
            }
        }

        return figures.ToArray();
    }

    private ValueTask<RegistryError?> LoadedAsync() => _names is not null ? new((RegistryError?)null) : new(_loading.JoinAsync(LoadAsync));

    private async Task<RegistryError?> LoadAsync()
    {
        try
        {
            var shard = (int)this.GetPrimaryKeyLong();
            HashSet<ServiceName> names = [];
            await foreach (var name in store.Store.ListAsync(CancellationToken.None))
            {
                if (CatalogShard.Of(name, options.Value.CatalogShards) == shard)
                {
                    names.Add(name);
                }
            }

            _names = names;
            return null;
        }
        catch (StoreUnavailableException exception)
        {
            return new RegistryError(RegistryErrorCode.StoreUnavailable, $"The store is not available: {exception.Message}");
        }
    }
}
