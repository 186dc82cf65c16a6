using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Registry.Embedded;

namespace Orleans.Registry.Benchmarks.Load;

/// <summary>A registry with a million instances: memory per instance, time to be ready again, cost of renewing all.</summary>
internal static class MillionInstances
{
    private const int PerService = 100;
    private const int Writers = 64;

    public static async Task RunAsync(int instances)
    {
        var directory = Directory.CreateTempSubdirectory("registry-million-").FullName;
        try
        {
            LoadBench.PrintHead($"{instances:#,0} instances in {instances / PerService:#,0} services, journal (os)", "what", "value");
            await FillAsync(directory, instances);

            // A process of its own, so that nothing of the first registry is counted.
            var assembly = typeof(MillionInstances).Assembly.Location;
            var isHosted = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";
            string[] arguments = ["load", "restart", directory, $"{instances}"];
            using var restarted = Process.Start(Environment.ProcessPath!, isHosted ? [assembly, .. arguments] : arguments);
            await restarted.WaitForExitAsync();
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task FillAsync(string directory, int instances)
    {
        await using var registry = await StartAsync(directory);
        var before = LiveBytes();
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            for (var i = writer; i < instances; i += Writers)
            {
                (await registry.RegisterAsync(Registration(i))).GetValueOrThrow();
            }
        }));
        LoadBench.PrintRow($"register, {Writers} writers in process", $"{LoadBench.Number(instances / clock.Elapsed.TotalSeconds)}/s");
        LoadBench.PrintRow("managed bytes per instance after registering", LoadBench.Number((LiveBytes() - before) / (double)instances));
        RenewAll(registry, instances);
        await registry.StopAsync(CancellationToken.None);
    }

    public static async Task RestartAsync(string directory, int instances)
    {
        var before = LiveBytes();
        var clock = Stopwatch.StartNew();
        await using var registry = await StartAsync(directory);
        LoadBench.PrintRow("restart: ready after", $"{clock.Elapsed.TotalSeconds:0.00} s");
        var stats = registry.GetStats();
        LoadBench.PrintRow("instances after the restart", LoadBench.Number(stats.Instances.Values.Sum()));
        LoadBench.PrintRow("managed bytes per instance after the restart", LoadBench.Number((LiveBytes() - before) / (double)instances));
        LoadBench.PrintRow("resident bytes per instance after the restart", LoadBench.Number(Environment.WorkingSet / (double)instances));
        RenewAll(registry, instances);
        LoadBench.PrintRow("expired", LoadBench.Number(registry.GetStats().Expirations));
        await registry.StopAsync(CancellationToken.None);
    }

    private static void RenewAll(EmbeddedServiceRegistry registry, int instances)
    {
        var ids = new InstanceId[instances];
        for (var i = 0; i < instances; i++)
        {
            ids[i] = Registration(i).Id;
        }

        var clock = Stopwatch.StartNew();
        foreach (var id in ids)
        {
            if (registry.Renew(id) != RenewalOutcome.Renewed)
            {
                throw new InvalidOperationException($"'{id}' was not renewed.");
            }
        }

        LoadBench.PrintRow("renew all, one thread", $"{LoadBench.Number(instances / clock.Elapsed.TotalSeconds)}/s");
    }

    private static InstanceRegistration Registration(int number)
    {
        var registration = Fleet.Registration($"orders-{number / PerService}", number);
        return registration with { Details = registration.Details with { Ttl = TimeSpan.FromMinutes(10) } };
    }

    private static async Task<EmbeddedServiceRegistry> StartAsync(string directory)
    {
        var store = new JournalRegistryStore(
            new JournalStoreOptions { Directory = directory, Durability = StoreDurability.OperatingSystem },
            TimeProvider.System,
            NullLogger<JournalRegistryStore>.Instance);
        var registry = new EmbeddedServiceRegistry(store, new EmbeddedRegistryOptions(), TimeProvider.System, NullLoggerFactory.Instance);
        await registry.StartAsync(CancellationToken.None);
        return registry;
    }

    private static long LiveBytes() => GC.GetTotalMemory(forceFullCollection: true);
}
