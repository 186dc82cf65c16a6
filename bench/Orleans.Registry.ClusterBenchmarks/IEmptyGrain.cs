namespace Orleans.Registry.ClusterBenchmarks;

/// <summary>What a grain call costs that does nothing: the measure for those that do something.</summary>
[Alias("Orleans.Registry.ClusterBenchmarks.IEmptyGrain")]
public interface IEmptyGrain : IGrainWithStringKey
{
    [Alias("Call")]
    Task CallAsync();
}
