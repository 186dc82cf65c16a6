using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Registry.ConformanceTests.Stores;

namespace Orleans.Registry.Persistence.Redis.Tests.Support;

/// <summary>What the tests of this project share.</summary>
internal static class RedisTests
{
    private static int _prefixes;

    /// <summary>A key prefix no other test uses.</summary>
    public static string NewPrefix() => $"test-{Interlocked.Increment(ref _prefixes)}";

    /// <summary>For tests in which nothing fails: a machine that has other work to do must not look like a store that is away.</summary>
    public static RedisRegistryStoreOptions PatientOptions(string servers, string prefix, StoreSetup setup)
    {
        var options = Options(servers, prefix, setup);
        options.OperationTimeout = TimeSpan.FromSeconds(60);
        return options;
    }

    public static RedisRegistryStoreOptions Options(string servers, string prefix, StoreSetup? setup = null) => new()
    {
        ConnectionString = servers,
        KeyPrefix = prefix,
        LogCapacity = (setup ?? new StoreSetup()).LogCapacity,

        // Small enough that a service of some hundred records is read in slices.
        LoadSlice = 200,
        Shards = 16,
    };

    public static RedisRegistryStore Store(
        RedisRegistryStoreOptions options, ILogger<RedisRegistryStore>? logger = null, IMeterFactory? meters = null)
        => new(Microsoft.Extensions.Options.Options.Create(options), TimeProvider.System, logger ?? NullLogger<RedisRegistryStore>.Instance, meters);

    public static async Task<StoreSession> OpenAsync(
        RedisRegistryStoreOptions options, ILogger<RedisRegistryStore>? logger = null, IMeterFactory? meters = null)
        => await StoreSession.OpenAsync(Store(options, logger, meters), new StoreSetup { LogCapacity = options.LogCapacity }, CancellationToken.None);
}
