namespace Orleans.Registry.Cluster;

/// <summary>
/// The way from a caller to the leases of many silos: renewals of one call are sent on together, one call for each silo. One
/// or more in every silo, near the caller; its key is always 0.
/// </summary>
[Alias("Orleans.Registry.IRegistryRouter")]
public interface IRegistryRouter : IGrainWithIntegerKey
{
    /// <summary>Renews leases: one <see cref="RenewalOutcome"/> for each wish, in its order.</summary>
    [Alias("Renew")]
    Task<byte[]> RenewAsync(RenewalBatch batch);

    /// <summary>All services whose names begin with a text, in no promised order, each as its owner sees it now.</summary>
    [Alias("List")]
    Task<RegistryResult<ServiceFigures[]>> ListAsync(string prefix);

    /// <summary>Whether the silo that is asked can answer; asks no service's owner, so its cost does not depend on how many there are.</summary>
    [Alias("Check")]
    Task<RegistryResult<bool>> CheckAsync();

    /// <summary>What all silos have counted, added up.</summary>
    [Alias("Measure")]
    Task<SiloFigures> MeasureAsync();
}
