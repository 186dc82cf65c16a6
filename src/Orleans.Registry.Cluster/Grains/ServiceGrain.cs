using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Registry.Core;
using Orleans.Registry.Engine;

namespace Orleans.Registry.Cluster;

/// <inheritdoc cref="IServiceGrain"/>
/// <remarks>Decodes, calls the owner of the service, replies. The owner lives as long as the activation.</remarks>
[Reentrant]
internal sealed partial class ServiceGrain(
    ClusterStore store,
    SiloCounters counters,
    OwnedServices owned,
    SiloStopping stopping,
    ServiceEventPublisher events,
    IOptions<ClusterRegistryOptions> options,
    TimeProvider time,
    ILoggerFactory loggers) : Grain, IServiceGrain, IServiceMutations, IServiceHost
{
    private static readonly RegistryError Deposed =
        new(RegistryErrorCode.Fenced, "Another activation of this service has written; this one ends. Call again.");

    private readonly ILogger _logger = loggers.CreateLogger<ServiceGrain>();
    private readonly Followers _followers = new(time);
    private readonly Dictionary<InstanceId, InstanceEntry> _entries = [];
    private readonly Dictionary<InstanceId, ServicePosition> _drained = [];
    private ExpiryQueue? _expiries;
    private ServiceOwner? _owner;
    private readonly SingleRun<RegistryResult<ServiceOwner>> _loading = new();
    private RegistryError? _refusal;
    private bool _isListed;

    // Whoever waits for something newer waits for this; replaced at each change.
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);

    TimeProvider IServiceHost.Time => time;

    // Nobody claims the store as a whole: see SingleWriterStore.
    FencingToken IServiceHost.Token => FencingToken.None;

    private ServiceName Name { get; set; }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (!ServiceName.TryParse(this.GetPrimaryKeyString(), out var name) || name.Value != this.GetPrimaryKeyString())
        {
            throw new ArgumentException($"'{this.GetPrimaryKeyString()}' is no service name in its normal form.");
        }

        Name = name;
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _refusal ??= new RegistryError(RegistryErrorCode.NotReady, "The service is moving to another silo.");
        Move();
        owned.Remove(Name, _owner);
        if (_owner is { } owner)
        {
            await owner.CloseAsync().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    void IServiceHost.OnAdded(ServiceOwner owner, InstanceEntry entry) => _entries[entry.Instance.Id] = entry;

    void IServiceHost.OnRemoved(ServiceOwner owner, InstanceEntry entry, ServiceChange change)
    {
        _entries.Remove(entry.Instance.Id);
        _drained.Remove(entry.Instance.Id);
    }

    // Leases are the instance grains': here they only must not look as if they were closed. A hold's end is known here alone.
    void IServiceHost.Arm(InstanceEntry entry, TimeSpan time)
    {
        entry.Rearm(long.MaxValue);
        if (entry.Instance.LapsedAt is not null)
        {
            GrainFactory.GetGrain<ILeaseGrain>(entry.Instance.Id.Value).HoldAsync(time).Ignore();
        }
    }

    void IServiceHost.OnPublished(ServiceOwner owner, IReadOnlyList<ServiceChange> changes)
    {
        counters.Count(changes);
        Move();
        events.Publish(Name, owner.Published.Snapshot.Position);
    }

    void IServiceHost.OnFenced(ServiceOwner owner)
    {
        LogDeposed(_logger, Name, owner.Published.Snapshot.Revision);
        _refusal = Deposed;
        Move();
        DeactivateOnIdle();
    }

    private void Move()
    {
        var moved = _moved;
        _moved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        moved.TrySetResult();
    }

    private ValueTask<RegistryResult<ServiceOwner>> OwnerAsync()
    {
        if (_refusal is { } refusal)
        {
            return new(refusal);
        }

        return _owner is not null ? new(_owner) : new(_loading.JoinAsync(LoadAsync));
    }

    /// <summary>The owner, of a service that has had a change.</summary>
    private async ValueTask<RegistryResult<ServiceOwner>> ExistingAsync()
    {
        var found = await OwnerAsync();
        return !found.IsSuccess || found.Value.Published.Snapshot.Revision != Revision.None
            ? found
            : new RegistryError(RegistryErrorCode.ServiceNotFound, $"The registry knows no service '{Name}'.");
    }

    /// <summary>The owner, of a service that the catalog knows or may take.</summary>
    private async ValueTask<RegistryResult<ServiceOwner>> ListedAsync()
    {
        var found = await OwnerAsync();
        if (!found.IsSuccess || _isListed || found.Value.Published.Snapshot.Revision != Revision.None)
        {
            return found;
        }

        var shard = CatalogShard.Of(Name, options.Value.CatalogShards);
        var listed = await GrainFactory.GetGrain<ICatalogGrain>(shard).AddAsync(Name);
        if (!listed.IsSuccess)
        {
            return listed.Error;
        }

        _isListed = listed.Value;
        return _isListed
            ? await OwnerAsync()
            : new RegistryError(RegistryErrorCode.LimitExceeded, $"The registry has its most of {options.Value.MaxServices} services.");
    }

    private async Task<RegistryResult<ServiceOwner>> LoadAsync()
    {
        try
        {
            var image = await store.Store.LoadAsync(Name, CancellationToken.None);
            var capacity = options.Value.LogCapacity;
            var state = image is null ? new ServiceState(Name, NewEpoch(), capacity) : ServiceState.FromImage(image, capacity);
            foreach (var entry in state.Entries)
            {
                _entries[entry.Instance.Id] = entry;
            }

            _owner = new ServiceOwner(state, new SingleWriterStore(store.Store), this, loggers.CreateLogger<ServiceOwner>(), capacity);
            owned.Add(_owner);
            _ = AdoptAsync([.. _entries.Keys]);
            return _owner;
        }
        catch (StoreUnavailableException exception)
        {
            owned.AddUnknown(Name);
            LogNotLoaded(_logger, Name, exception.Message);
            return new RegistryError(RegistryErrorCode.StoreUnavailable, $"The store is not available: {exception.Message}") { RetryAfter = TimeSpan.FromSeconds(1) };
        }
        catch (StoreCorruptException exception)
        {
            owned.AddUnknown(Name);
            LogNotLoaded(_logger, Name, exception.Message);
            return new RegistryError(RegistryErrorCode.Internal, exception.Message);
        }
    }

    private static Epoch NewEpoch()
    {
        Span<byte> random = stackalloc byte[8];
        RandomNumberGenerator.Fill(random);
        return new Epoch(BitConverter.ToUInt64(random) | 1);
    }

    [LoggerMessage(320, LogLevel.Warning, "Service '{Service}' was written by another activation after revision {Revision}; this one ends.")]
    private static partial void LogDeposed(ILogger logger, ServiceName service, Revision revision);

    [LoggerMessage(321, LogLevel.Warning, "Service '{Service}' could not be loaded: {Reason}")]
    private static partial void LogNotLoaded(ILogger logger, ServiceName service, string reason);
}
