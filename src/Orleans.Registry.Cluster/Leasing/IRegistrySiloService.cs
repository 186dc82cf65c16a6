using Orleans.Services;

namespace Orleans.Registry.Cluster;

/// <summary>What routers ask of another silo.</summary>
[Alias("Orleans.Registry.IRegistrySiloService")]
internal interface IRegistrySiloService : IGrainService
{
    /// <summary>Renews leases that are kept in this silo; <see cref="RenewalOutcome.None"/> for those that are not.</summary>
    [Alias("Renew")]
    Task<byte[]> RenewAsync(RenewalBatch batch);

    /// <summary>What the silo has counted.</summary>
    [Alias("Measure")]
    Task<SiloFigures> MeasureAsync();
}
