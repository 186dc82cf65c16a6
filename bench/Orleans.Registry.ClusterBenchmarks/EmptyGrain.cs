namespace Orleans.Registry.ClusterBenchmarks;

internal sealed class EmptyGrain : Grain, IEmptyGrain
{
    public Task CallAsync() => Task.CompletedTask;
}
