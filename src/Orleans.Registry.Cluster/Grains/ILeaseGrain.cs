using Orleans.Concurrency;

namespace Orleans.Registry.Cluster;

/// <summary>
/// What the registry itself tells an instance grain, the owner of its service and the checks that run: the same grain as
/// <see cref="IInstanceGrain"/>.
/// </summary>
[Alias("Orleans.Registry.ILeaseGrain")]
[CodeGeneration.Version(1)]
internal interface ILeaseGrain : IGrainWithStringKey
{
    /// <summary>A hold ends at another time than was told.</summary>
    [Alias("Hold"), OneWay, AlwaysInterleave]
    Task HoldAsync(TimeSpan left);

    /// <summary>
    /// A check that the registry runs has changed its mind about one process; renews nothing. Whether that changed the record.
    /// </summary>
    [Alias("Checked"), AlwaysInterleave]
    Task<bool> CheckedAsync(ulong incarnation, HealthReport report);
}
