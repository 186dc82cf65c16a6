using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Registry.Engine;
using Orleans.Registry.Persistence.Etcd;

namespace Orleans.Registry.Cluster.Etcd.Tests;

/// <summary>A provider outside a silo, and one grain's state in it.</summary>
internal sealed class TestStorage : IDisposable
{
    private static readonly GrainId Grain = GrainId.Create("counter", "one");
    private readonly EtcdStoreInstruments _instruments = new(factory: null);
    private readonly EtcdGrainStorage _storage;

    private TestStorage(EtcdStorageOptions options)
    {
        options.GrainStorageSerializer = new TestSerializer();
        Client = new RepeatingEtcdClient(new GrpcEtcdClient(options, TimeProvider.System, _instruments, NullLogger.Instance));
        _storage = new EtcdGrainStorage(
            "test", options, "service", Client, new StoreWait(options.ToString(), TimeSpan.Zero, TimeProvider.System, NullLogger.Instance));
    }

    /// <summary>Where the state stands.</summary>
    public static string Key => "orleans/service/state/counter/one";

    public RepeatingEtcdClient Client { get; }

    /// <summary>A provider that waits long: nothing must depend on how busy this machine is.</summary>
    public static TestStorage Create(IEnumerable<Uri> members, Action<EtcdStorageOptions>? configure = null)
    {
        var options = new EtcdStorageOptions { OperationTimeout = TimeSpan.FromMinutes(1) };
        foreach (var member in members)
        {
            options.Endpoints.Add(member.ToString());
        }

        configure?.Invoke(options);
        return new TestStorage(options);
    }

    public async Task<GrainState<Counter>> ReadAsync()
    {
        var state = new GrainState<Counter>(new Counter());
        await _storage.ReadStateAsync("state", Grain, state);
        return state;
    }

    public Task WriteAsync(GrainState<Counter> state, int value)
    {
        state.State = new Counter { Value = value };
        return _storage.WriteStateAsync("state", Grain, state);
    }

    public Task ClearAsync(GrainState<Counter> state) => _storage.ClearStateAsync("state", Grain, state);

    public void Dispose()
    {
        _storage.Dispose();
        _instruments.Dispose();
    }
}
