using BenchmarkDotNet.Attributes;
using Orleans.Registry.Core;
using Orleans.Registry.Embedded;

namespace Orleans.Registry.Benchmarks;

/// <summary>One renewal: in the core, in the embedded registry, and per lease of a batch of 100.</summary>
[MemoryDiagnoser]
public class RenewBenchmarks
{
    private const int Batch = 100;

    private ServiceState _state = null!;
    private EmbeddedServiceRegistry _registry = null!;
    private InstanceId[] _ids = [];
    private InstanceId[] _registered = [];
    private Renewal[] _batch = [];
    private int _next;
    private long _now;

    [Params(100, 10_000)]
    public int Instances { get; set; }

    [GlobalSetup]
    public async Task Setup()
    {
        _state = Fleet.State(Instances);
        _ids = [.. Enumerable.Range(0, Instances).Select(static i => Fleet.Registration("orders", i).Id)];
        _registry = await Fleet.RegistryAsync(new MemoryRegistryStore(TimeProvider.System), Instances, 100);
        _registered = [.. Enumerable.Range(0, Instances).Select(static i => Fleet.Registration($"orders-{i / 100}", i).Id)];
        _batch = [.. _registered.Take(Batch).Select(static id => new Renewal(id))];
    }

    [GlobalCleanup]
    public async Task Cleanup() => await _registry.DisposeAsync();

    [Benchmark(Baseline = true)]
    public RenewalOutcome Core() => _state.Renew(_ids[Next()], ++_now);

    [Benchmark]
    public RenewalOutcome Embedded() => _registry.Renew(_registered[Next()]);

    [Benchmark(OperationsPerInvoke = Batch)]
    public async ValueTask<int> EmbeddedBatchOf100() => (await _registry.RenewAsync(_batch)).Value!.Count;

    private int Next() => _next = _next + 1 == Instances ? 0 : _next + 1;
}
