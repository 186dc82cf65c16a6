using Orleans.Services;

namespace Orleans.Registry.Cluster;

/// <summary>What routers ask of another silo.</summary>
[Alias("Orleans.Registry.IRegistrySiloService")]
internal interface IRegistrySiloService : IGrainService
{
    /// <summary>Renews leases that are kept in this silo; <see cref="RenewalOutcome.None"/> for those that are not.</summary>
    [Alias("Renew")]
    Task<byte[]> RenewAsync(RenewalBatch batch);

    /// <summary>
    /// Gives a lease up to the activation that asks: another one of the same instance may have been renewed here, and then ends.
    /// What is left of it in ms; 0 when nothing is.
    /// </summary>
    [Alias("Yield")]
    Task<long> YieldAsync(string id);

    /// <summary>What the silo has counted.</summary>
    [Alias("Measure")]
    Task<SiloFigures> MeasureAsync();
}
