using Orleans.Registry.ConformanceTests.Stores;

namespace Orleans.Registry.Persistence.Etcd.Tests.Support;

/// <summary>What the tests of this project share.</summary>
internal static class EtcdTests
{
    private static int _prefixes;

    /// <summary>A key prefix no other test uses.</summary>
    public static string NewPrefix() => $"test-{Interlocked.Increment(ref _prefixes)}";

    public static EtcdRegistryStoreOptions Options(Uri server, string? prefix = null, StoreSetup? setup = null)
        => Options([server], prefix, setup);

    public static EtcdRegistryStoreOptions Options(IEnumerable<Uri> servers, string? prefix = null, StoreSetup? setup = null)
    {
        var options = new EtcdRegistryStoreOptions
        {
            KeyPrefix = prefix ?? NewPrefix(),
            LogCapacity = (setup ?? new StoreSetup()).LogCapacity,
        };
        foreach (var server in servers)
        {
            options.Endpoints.Add(server.ToString());
        }

        return options;
    }

    public static async Task<StoreSession> OpenAsync(EtcdRegistryStoreOptions options)
        => await StoreSession.OpenAsync(
            new EtcdRegistryStore(options), new StoreSetup { LogCapacity = options.LogCapacity }, CancellationToken.None);
}
