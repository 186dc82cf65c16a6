using BenchmarkDotNet.Attributes;
using Orleans.Registry.Embedded;

namespace Orleans.Registry.Benchmarks;

/// <summary>Registering a new instance and removing it, through the embedded registry with records in memory.</summary>
[MemoryDiagnoser]
public class RegisterBenchmarks
{
    private EmbeddedServiceRegistry _registry = null!;
    private int _next;

    [GlobalSetup]
    public async Task Setup() => _registry = await Fleet.RegistryAsync(new MemoryRegistryStore(TimeProvider.System), 1000, 100);

    [GlobalCleanup]
    public async Task Cleanup() => await _registry.DisposeAsync();

    [Benchmark]
    public async Task<bool> RegisterAndDeregister()
    {
        var registration = Fleet.Registration("orders-1", 100_000 + (_next++ & 0xffff));
        await _registry.RegisterAsync(registration);
        return (await _registry.DeregisterAsync(registration.Id)).IsSuccess;
    }
}
