using Orleans.Concurrency;

namespace Orleans.Registry.Cluster;

/// <summary>What other parts of the registry ask of an instance grain: the same grain as <see cref="IInstanceGrain"/>.</summary>
[Alias("Orleans.Registry.ILeaseGrain")]
internal interface ILeaseGrain : IGrainWithStringKey
{
    /// <summary>Renews the lease, as <see cref="IInstanceGrain.RenewAsync"/>, and says where it is kept.</summary>
    [Alias("Renew"), AlwaysInterleave]
    Task<RenewalReply> RenewHereAsync(ulong incarnation);

    /// <summary>A hold ends at another time than was told.</summary>
    [Alias("Hold"), OneWay, AlwaysInterleave]
    Task HoldAsync(TimeSpan left);

    /// <summary>
    /// A check that the registry runs has changed its mind about one process; renews nothing. Whether that changed the record.
    /// </summary>
    [Alias("Checked"), AlwaysInterleave]
    Task<bool> CheckedAsync(ulong incarnation, HealthReport report);

    /// <summary>
    /// Sees to it that the instance, which a service's owner has found in the store, has a lease and a reminder; renews nothing.
    /// False when that could not be done now.
    /// </summary>
    [Alias("Adopt")]
    Task<bool> AdoptAsync(ServiceName service);
}
