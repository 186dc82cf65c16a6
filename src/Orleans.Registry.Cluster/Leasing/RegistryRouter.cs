using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Orleans.Registry.Cluster;

/// <inheritdoc cref="IRegistryRouter"/>
[StatelessWorker, Reentrant]
internal sealed partial class RegistryRouter(
    LeaseLocations locations,
    LocalRegistry local,
    IRegistrySiloClient remote,
    ILocalSiloDetails self,
    ISiloStatusOracle silos,
    StoreReach store,
    IOptions<ClusterRegistryOptions> options,
    TimeProvider time,
    ILogger<RegistryRouter> logger) : Grain, IRegistryRouter
{
    /// <summary>How long one silo may keep the renewals of others waiting.</summary>
    private static readonly TimeSpan SiloWait = TimeSpan.FromSeconds(3);

    public Task<byte[]> RenewAsync(RenewalBatch batch)
    {
        // What is kept in this silo costs no further call; with one silo that is everything.
        var outcomes = local.Renew(batch);
        return Array.TrueForAll(outcomes, static o => !IsMissed(o)) ? Task.FromResult(outcomes) : RenewElsewhereAsync(batch, outcomes);
    }

    private static bool IsMissed(byte outcome) => outcome is (byte)RenewalOutcome.None or (byte)RenewalOutcome.Unknown;

    private async Task<byte[]> RenewElsewhereAsync(RenewalBatch batch, byte[] outcomes)
    {
        var bySilo = new Dictionary<SiloAddress, List<int>>();
        List<int> unknown = [];
        for (var i = 0; i < outcomes.Length; i++)
        {
            if (!IsMissed(outcomes[i]))
            {
                continue;
            }

            if (locations.TryGet(batch.Ids[i], out var silo) && !silo.Equals(self.SiloAddress))
            {
                (bySilo.TryGetValue(silo, out var indexes) ? indexes : bySilo[silo] = []).Add(i);
            }
            else
            {
                unknown.Add(i);
            }
        }

        var missed = await Task.WhenAll(bySilo.Select(s => RenewAtAsync(s.Key, s.Value, batch, outcomes)));
        await Task.WhenAll(unknown.Concat(missed.SelectMany(static m => m)).Select(i => RenewOneAsync(i, batch, outcomes)));
        return outcomes;
    }

    public async Task<RegistryResult<ServiceFigures[]>> ListAsync(string prefix)
    {
        var shards = await Task.WhenAll(
            Enumerable.Range(0, options.Value.CatalogShards).Select(i => GrainFactory.GetGrain<ICatalogGrain>(i).ListAsync(prefix)));
        return Array.Find(shards, static s => !s.IsSuccess) is { Error: { } error } ? error : shards.SelectMany(static s => s.Value!).ToArray();
    }

    public async Task<RegistryResult<bool>> CheckAsync()
    {
        if (silos.CurrentStatus != SiloStatus.Active)
        {
            return new RegistryError(RegistryErrorCode.NotReady, $"The silo is not active in the cluster: {silos.CurrentStatus}.");
        }

        return await store.CheckAsync() is { } error ? error : true;
    }

    public async Task<SiloFigures> MeasureAsync()
    {
        var active = silos.GetApproximateSiloStatuses(onlyActive: true).Keys.Where(s => !s.Equals(self.SiloAddress));
        var others = await Task.WhenAll(active.Select(MeasureAtAsync));
        return others.OfType<SiloFigures>().Aggregate(local.Measure(), static (sum, one) => sum.Plus(one));
    }

    // Returns which of the wishes this silo could not answer.
    private async Task<List<int>> RenewAtAsync(SiloAddress silo, List<int> indexes, RenewalBatch batch, byte[] outcomes)
    {
        var part = new RenewalBatch([.. indexes.Select(i => batch.Ids[i])], [.. indexes.Select(i => batch.Incarnations[i])]);
        byte[] answers;
        try
        {
            answers = await remote.At(silo).RenewAsync(part).WaitAsync(SiloWait, time);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Whether they were heard is not known; where they belong now, the grains themselves will tell.
            LogSiloSilent(logger, silo, indexes.Count, exception.Message);
            answers = new byte[indexes.Count];
        }

        List<int> missed = [];
        for (var i = 0; i < indexes.Count; i++)
        {
            outcomes[indexes[i]] = answers[i];
            if (IsMissed(answers[i]))
            {
                locations.Forget(batch.Ids[indexes[i]]);
                missed.Add(indexes[i]);
            }
        }

        return missed;
    }

    private async Task RenewOneAsync(int index, RenewalBatch batch, byte[] outcomes)
    {
        try
        {
            var reply = await GrainFactory.GetGrain<ILeaseGrain>(batch.Ids[index]).RenewHereAsync(batch.Incarnations[index]).WaitAsync(SiloWait, time);
            outcomes[index] = (byte)reply.Outcome;
            if (reply.Outcome is RenewalOutcome.Renewed or RenewalOutcome.Superseded && !reply.Silo.Equals(self.SiloAddress))
            {
                locations.Set(batch.Ids[index], reply.Silo);
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            LogGrainSilent(logger, batch.Ids[index], exception.Message);
            outcomes[index] = (byte)RenewalOutcome.NotReady;
        }
    }

    private async Task<SiloFigures?> MeasureAtAsync(SiloAddress silo)
    {
        try
        {
            return await remote.At(silo).MeasureAsync().WaitAsync(SiloWait, time);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            LogSiloSilent(logger, silo, 0, exception.Message);
            return null;
        }
    }

    [LoggerMessage(310, LogLevel.Warning, "Silo {Silo} did not answer for {Count} leases: {Reason}")]
    private static partial void LogSiloSilent(ILogger logger, SiloAddress silo, int count, string reason);

    [LoggerMessage(311, LogLevel.Warning, "Instance '{Id}' did not answer a renewal: {Reason}")]
    private static partial void LogGrainSilent(ILogger logger, string id, string reason);
}
