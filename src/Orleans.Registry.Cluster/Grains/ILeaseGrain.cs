using Orleans.Concurrency;

namespace Orleans.Registry.Cluster;

/// <summary>What the owner of a service tells an instance grain by itself: the same grain as <see cref="IInstanceGrain"/>.</summary>
[Alias("Orleans.Registry.ILeaseGrain")]
[CodeGeneration.Version(1)]
internal interface ILeaseGrain : IGrainWithStringKey
{
    /// <summary>A hold ends at another time than was told.</summary>
    [Alias("Hold"), OneWay, AlwaysInterleave]
    Task HoldAsync(TimeSpan left);
}
