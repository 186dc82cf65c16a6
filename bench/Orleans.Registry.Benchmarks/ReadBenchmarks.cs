using BenchmarkDotNet.Attributes;
using Orleans.Registry.Embedded;

namespace Orleans.Registry.Benchmarks;

/// <summary>Reads in process.</summary>
[MemoryDiagnoser]
public class ReadBenchmarks
{
    private readonly ServiceName _service = ServiceName.Parse("orders-0");
    private readonly InstanceQuery _tagged = new() { HealthyOnly = true, Tags = TagSet.Create(["blue"]), Version = VersionRange.Parse("^1.2") };
    private EmbeddedServiceRegistry _registry = null!;

    [Params(10, 1000)]
    public int Instances { get; set; }

    [GlobalSetup]
    public async Task Setup() => _registry = await Fleet.RegistryAsync(new MemoryRegistryStore(TimeProvider.System), Instances, Instances);

    [GlobalCleanup]
    public async Task Cleanup() => await _registry.DisposeAsync();

    [Benchmark(Baseline = true)]
    public async ValueTask<int> WholeService() => (await _registry.GetServiceAsync(_service)).Value.Snapshot.Instances.Count;

    [Benchmark]
    public async ValueTask<int> HealthyOnes() => (await _registry.DiscoverAsync(_service, InstanceQuery.Healthy)).Value!.Instances.Count;

    [Benchmark]
    public async ValueTask<int> ByTagAndVersion() => (await _registry.DiscoverAsync(_service, _tagged)).Value!.Instances.Count;
}
