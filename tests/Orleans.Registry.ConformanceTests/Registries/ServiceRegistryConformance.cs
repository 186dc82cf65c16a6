using Orleans.Registry.ConformanceTests.Registries.Checking;

namespace Orleans.Registry.ConformanceTests.Registries;

/// <summary>
/// What every <see cref="IServiceRegistry"/> must do. Each aspect of the contract is a class below this one; the tests of an
/// engine, a store or a client inherit them all with their own factory, best as nested classes of one class, and let
/// <see cref="ConformanceAspects"/> tell that none is missing.
/// </summary>
/// <remarks>Every read goes through a <see cref="CheckedRegistry"/>, which checks how fresh it says it is (P12).</remarks>
public abstract class ServiceRegistryConformance(IRegistryFactory factory) : IAsyncLifetime
{
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(4));
    private readonly List<IAsyncDisposable> _watches = [];
    private RegistryUnderTest? _subject;

    /// <summary>The service most tests use.</summary>
    protected static ServiceName Orders { get; } = ServiceName.Parse("orders");

    /// <summary>What the registry is to be.</summary>
    protected virtual RegistrySetup Setup { get; } = new();

    /// <summary>The registry that is tried.</summary>
    protected CheckedRegistry Registry { get; private set; } = null!;

    /// <summary>Ends a test that hangs.</summary>
    protected CancellationToken Limit => _limit.Token;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        _subject = await factory.StartAsync(Setup, Limit);
        Registry = new CheckedRegistry(() => _subject.Registry);
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        foreach (var watch in _watches)
        {
            await watch.DisposeAsync();
        }

        if (_subject is not null)
        {
            await _subject.DisposeAsync();
        }

        _limit.Dispose();
    }

    /// <summary>Ends the registry and starts it again.</summary>
    protected async Task RestartAsync(bool keepState = true)
    {
        Registry.Ledger.ExpectNewEpochs(!keepState);
        await _subject!.RestartAsync(keepState, Limit);
    }

    /// <summary>Registers an instance; the test fails when that is refused.</summary>
    protected async Task<RegistrationReceipt> RegisterAsync(InstanceRegistration registration, OperationId operationId = default)
        => (await Registry.RegisterAsync(registration, operationId, Limit)).GetValueOrThrow();

    /// <summary>Registers an instance of <see cref="Orders"/> with a long lease.</summary>
    protected Task<RegistrationReceipt> RegisterAsync(string id) => RegisterAsync(Sample.Registration(id));

    /// <summary>Reads <see cref="Orders"/>, or another service.</summary>
    protected async Task<ServiceSnapshot> ReadAsync(ServiceName? service = null)
        => (await Registry.GetServiceAsync(service ?? Orders, new ReadOptions { Strong = true }, Limit)).GetValueOrThrow().Snapshot;

    /// <summary>Reads one instance.</summary>
    protected async Task<ServiceInstance> ReadAsync(InstanceId id)
        => (await Registry.GetInstanceAsync(id, new ReadOptions { Strong = true }, Limit)).GetValueOrThrow().Instance;

    /// <summary>Renews one lease.</summary>
    protected async Task<RenewalOutcome> RenewAsync(InstanceId id, ulong incarnation = 0)
        => Assert.Single((await Registry.RenewAsync([new Renewal(id, incarnation)], Limit)).GetValueOrThrow());

    /// <summary>Watches services in the background and records what comes; ends with the test. The stream is open when it returns.</summary>
    protected async Task<RecordedWatch> RecordAsync(WatchRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var watch = new RecordedWatch(Registry, request, Limit);
        _watches.Add(watch);
        var snapshots = request.Targets.Count(static t => t.From is null);
        await watch.UntilAsync(w => w.Snapshots.Count >= snapshots, "the stream opens");
        return watch;
    }

    /// <summary>Watches <see cref="Orders"/>, or other services, in the background from now on.</summary>
    protected Task<RecordedWatch> RecordAsync(params ServiceName[] services) => RecordAsync(Sample.Watch(services.Length == 0 ? [Orders] : services));

    /// <summary>Watches services event by event; ends with the test.</summary>
    protected WatchReader OpenWatch(WatchRequest request)
    {
        var watch = new WatchReader(Registry, request, Limit);
        _watches.Add(watch);
        return watch;
    }

    /// <summary>Does something that must be refused, and checks that it changed nothing of <see cref="Orders"/>.</summary>
    protected async Task<RegistryError> RefusedAsync<T>(RegistryErrorCode code, Func<Task<RegistryResult<T>>> mutate)
    {
        ArgumentNullException.ThrowIfNull(mutate);
        var before = await Registry.GetServiceAsync(Orders, null, Limit);
        var result = await mutate();
        Assert.False(result.IsSuccess, $"It was accepted: {result.Value}");
        Assert.Equal(code, result.Error.Code);
        var after = await Registry.GetServiceAsync(Orders, null, Limit);
        Assert.Equal(before.Error?.Code, after.Error?.Code);
        if (before.IsSuccess)
        {
            Assert.Equal(before.Value.Snapshot.Position, after.Value.Snapshot.Position);
        }

        return result.Error;
    }
}
