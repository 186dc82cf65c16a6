using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Registry.Embedded;

namespace Orleans.Registry.Benchmarks.Load;

/// <summary>Registrations per second in process, by durability and number of writers.</summary>
internal static class JournalLoad
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(5);

    public static async Task RunAsync()
    {
        LoadBench.PrintHead("Registrations in process, new instances over 100 services", "durability", "writers", "registrations/s", "mean ms");
        foreach (var durability in (StoreDurability[])[StoreDurability.Disk, StoreDurability.OperatingSystem, StoreDurability.Memory])
        {
            foreach (var writers in (int[])[1, 16, 64])
            {
                await MeasureAsync(durability, writers);
            }
        }
    }

    private static async Task MeasureAsync(StoreDurability durability, int writers)
    {
        var directory = Directory.CreateTempSubdirectory("registry-journal-").FullName;
        try
        {
            IRegistryStore store = durability == StoreDurability.Memory
                ? new MemoryRegistryStore(TimeProvider.System)
                : new JournalRegistryStore(
                    new JournalStoreOptions { Directory = directory, Durability = durability }, TimeProvider.System, NullLogger<JournalRegistryStore>.Instance);
            await using var registry = new EmbeddedServiceRegistry(
                store, new EmbeddedRegistryOptions(), TimeProvider.System, NullLoggerFactory.Instance);
            await registry.StartAsync(CancellationToken.None);
            var next = 0;
            var clock = Stopwatch.StartNew();
            await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(async () =>
            {
                while (clock.Elapsed < Duration)
                {
                    var number = Interlocked.Increment(ref next);
                    (await registry.RegisterAsync(Fleet.Registration($"orders-{number % 100}", number))).GetValueOrThrow();
                }
            })));
            var rate = next / clock.Elapsed.TotalSeconds;
            LoadBench.PrintRow(durability.ToString(), $"{writers}", LoadBench.Number(rate), $"{1000 * writers / rate:0.000}");
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
