using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Registry.ConformanceTests.Stores;
using Orleans.Registry.TestKit.Servers;

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

    /// <summary>For tests in which nothing fails: a machine that has other work to do must not look like a store that is away.</summary>
    public static EtcdRegistryStoreOptions PatientOptions(Uri server, string prefix, StoreSetup setup)
    {
        var options = Options(server, prefix, setup);
        (options.AttemptTimeout, options.OperationTimeout) = (TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(60));
        return options;
    }

    public static Task<StoreSession> OpenAsync(EtcdRegistryStoreOptions options) => OpenAsync(new EtcdRegistryStore(options), options);

    public static Task<StoreSession> OpenAsync(EtcdRegistryStore store, EtcdRegistryStoreOptions options)
        => StoreSession.OpenAsync(store, new StoreSetup { LogCapacity = options.LogCapacity }, CancellationToken.None);

    /// <summary>A store and the client under it, which can be broken.</summary>
    public static (EtcdRegistryStore Store, BreakingEtcdClient Client) Breakable(EtcdRegistryStoreOptions options)
    {
        var instruments = new EtcdStoreInstruments(factory: null);
        var client = new BreakingEtcdClient(new GrpcEtcdClient(options, TimeProvider.System, instruments, NullLogger.Instance));
        return (new EtcdRegistryStore(options, instruments, client, NullLogger.Instance), client);
    }

    /// <summary>How many keys a server without logins has under a prefix.</summary>
    public static async Task<long> CountAsync(EtcdServer server, string prefix)
    {
        var from = Encoding.UTF8.GetBytes(prefix);
        var end = EtcdKeys.End(Google.Protobuf.ByteString.CopyFrom(from)).ToByteArray();
        var request = $$"""{"key":"{{Convert.ToBase64String(from)}}","range_end":"{{Convert.ToBase64String(end)}}","count_only":true}""";
        using var reply = JsonDocument.Parse(await server.CallAsync("/v3/kv/range", request));
        return reply.RootElement.TryGetProperty("count", out var count) ? long.Parse(count.GetString()!, CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>Writes a value behind the store's back.</summary>
    public static Task PutAsync(EtcdServer server, string key, ReadOnlySpan<byte> value)
        => server.CallAsync("/v3/kv/put", $$"""{"key":"{{Base64(key)}}","value":"{{Convert.ToBase64String(value)}}"}""");

    /// <summary>Deletes a key behind the store's back.</summary>
    public static Task DeleteAsync(EtcdServer server, string key)
        => server.CallAsync("/v3/kv/deleterange", $$"""{"key":"{{Base64(key)}}"}""");

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
