using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Orleans.Registry.Core;
using Orleans.Registry.Engine;

namespace Orleans.Registry.Embedded;

/// <summary>
/// The whole registry in one process: one owner per service, a lease clock with timing wheels, one store. It answers
/// <see cref="RegistryErrorCode.NotReady"/> until <see cref="StartAsync"/> has loaded everything (P6).
/// </summary>
/// <remarks>All members may be called from any thread. Reads and renewals take no lock and never wait for the store.</remarks>
public sealed partial class EmbeddedServiceRegistry : IServiceRegistry, IServiceImageSource, IAsyncDisposable
{
    /// <summary>How long a registry that was not stopped before waits for the writes under way.</summary>
    private static readonly TimeSpan DisposeWait = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<ServiceName, ServiceOwner> _owners = new();
    private readonly InstanceIndex _index = new();
    private readonly RegistryCounters _counters = new();
    private readonly WatcherDirectory _watchers;
    private readonly LeaseScheduler _leases;
    private readonly StoreLease _claim;
    private readonly IRegistryStore _store;
    private readonly EmbeddedRegistryOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ILogger<ServiceOwner> _ownerLogger;
    private readonly OwnerHost _host;
    private readonly Meter _meter;
    private readonly bool _ownsMeter;
    private volatile RegistryError? _notReady = new(RegistryErrorCode.NotReady, "The registry has not been started.");
    private DateTimeOffset _startedAt;
    private int _isDisposed;

    /// <summary>Creates a registry that does nothing before it is started. It disposes the store when it is disposed.</summary>
    /// <param name="store">Where its records live.</param>
    /// <param name="options">Its settings.</param>
    /// <param name="time">Its clock.</param>
    /// <param name="loggers">For what it has to say.</param>
    /// <param name="checks">Runs the checks that instances ask for; without it registrations that ask for some are refused.</param>
    /// <param name="meters">Makes the meter <c>Orleans.Registry.Embedded</c>; <c>null</c> for one of nobody's factory.</param>
    /// <exception cref="ArgumentException">The options are not valid.</exception>
    public EmbeddedServiceRegistry(
        IRegistryStore store,
        EmbeddedRegistryOptions options,
        TimeProvider time,
        ILoggerFactory loggers,
        IHealthCheckRunner? checks = null,
        IMeterFactory? meters = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(loggers);
        if (options.Validate() is { Count: > 0 } errors)
        {
            throw new ArgumentException(string.Join("; ", errors.Select(static e => $"{e.Field} {e.Message}")), nameof(options));
        }

        if (options.Standby && !store.CanFollow)
        {
            throw new ArgumentException($"A standby needs a store that several processes share, which '{store.Name}' is not.", nameof(options));
        }

        _store = store;
        _options = options;
        _time = time;
        _logger = loggers.CreateLogger<EmbeddedServiceRegistry>();
        _ownerLogger = loggers.CreateLogger<ServiceOwner>();
        _watchers = new WatcherDirectory(time);
        _runner = checks;
        _checks = new ActiveChecks(checks, new CheckSink(this), _logger);
        var clock = new LeaseClock((long)options.MaxClockStep.TotalMilliseconds, (long)options.LeaseGrace.TotalMilliseconds);
        _leases = new LeaseScheduler(time, clock, Math.Clamp(Environment.ProcessorCount, 1, 16), MayLeasesRun, Expire, _logger);
        _claim = new StoreLease(store, options, time, _logger, OnFenced);
        _host = new OwnerHost(this);
        (_meter, _ownsMeter) = EmbeddedTelemetry.CreateMeter(meters);
        AddInstruments(_meter);
    }

    /// <summary>Whether it answers and acknowledges. A standby only answers.</summary>
    public bool IsReady => Refusal is null;

    /// <summary>What it has counted since it was created.</summary>
    public RegistryCounters Counters => _counters;

    /// <summary>
    /// Stops answering, ends all watches, lets the writes under way end and gives the store's claim up. What is acknowledged
    /// is stored already.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        End(new RegistryError(RegistryErrorCode.NotReady, "The registry is stopping."));
        _checks.End();
        _watchers.Stop();
        await EndFollowingAsync().ConfigureAwait(false);
        await _leases.DisposeAsync().ConfigureAwait(false);
        await CloseOwnersAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        await _claim.ReleaseAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // A container disposes whatever a factory gave it, once for each type it was asked for.
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        End(new RegistryError(RegistryErrorCode.NotReady, "The registry is stopping."));
        _checks.End();
        _watchers.Stop();
        await EndFollowingAsync().ConfigureAwait(false);
        await _leases.DisposeAsync().ConfigureAwait(false);
        await CloseOwnersAsync().WaitAsync(DisposeWait, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _claim.DisposeAsync().ConfigureAwait(false);
        await _store.DisposeAsync().ConfigureAwait(false);
        _ending.Dispose();
        if (_ownsMeter)
        {
            _meter.Dispose();
        }
    }

    private async Task EndFollowingAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ServiceImage> CaptureAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var owner in _owners.Values)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var image = await owner.CaptureAsync().ConfigureAwait(false);
            if (image.Revision != Revision.None)
            {
                yield return image;
            }
        }
    }

    private void Load(ServiceImage image)
    {
        var state = ServiceState.FromImage(image, _options.LogCapacity);
        var owner = new ServiceOwner(state, _store, _host, _ownerLogger, _options.LogCapacity);
        if (!_owners.TryAdd(image.Service, owner))
        {
            throw new StoreCorruptException($"The store holds service '{image.Service}' twice.");
        }

        foreach (var entry in state.Entries)
        {
            _index.Add(entry);
            if (!_isFollowing)
            {
                _leases.ArmUntil(entry, FirstDeadline(entry.Instance, state.Policy.Policy.Protection));
            }
        }

        // Those who may still be asked for though they are gone: by a repeated goodbye, or to clear an override.
        foreach (var change in image.Log)
        {
            if (change.After is null && !change.OperationId.IsNone && !change.InstanceId.IsEmpty)
            {
                _index.Depart(change.InstanceId, image.Service);
            }
        }

        foreach (var id in image.Overrides.Keys)
        {
            if (!state.TryGet(id, out _))
            {
                _index.Depart(id, image.Service);
            }
        }
    }

    // Nobody knows when a lease was renewed last, so each gets a full one; a hold goes on at least to the end that was told.
    private long FirstDeadline(ServiceInstance instance, ProtectionPolicy protection)
    {
        var now = _leases.Clock.Now;
        var deadline = LeaseGrace.Deadline(now, instance.Details.Ttl, (uint)instance.Id.GetHashCode());
        if (instance.LapsedAt is not { } lapsedAt)
        {
            return deadline;
        }

        // A wall clock that was set back must not make the hold longer than it may be.
        var from = _isFollowing ? _ledAt : _startedAt;
        var left = lapsedAt < from ? protection.MaxHold - (from - lapsedAt) : protection.MaxHold;
        return Math.Max(deadline, now + (long)left.TotalMilliseconds);
    }

    // A write that is under way must find the store open, and its caller an answer.
    private Task CloseOwnersAsync() => Task.WhenAll(_owners.Select(static o => o.Value.CloseAsync()).Where(static t => !t.IsCompleted));

    private ServiceOwner? FindOwner(ServiceName service) => _owners.GetValueOrDefault(service);

    /// <summary>The owner of a service, made on the spot when there is none; <c>null</c> when there are too many services.</summary>
    private ServiceOwner? GetOrAddOwner(ServiceName service)
    {
        if (_owners.TryGetValue(service, out var owner))
        {
            return owner;
        }

        return _owners.Count >= _options.MaxServices
            ? null
            : _owners.GetOrAdd(service, static (name, registry) => registry.NewOwner(name), this);
    }

    private ServiceOwner NewOwner(ServiceName service)
    {
        Span<byte> random = stackalloc byte[8];
        RandomNumberGenerator.Fill(random);
        var epoch = new Epoch(BitConverter.ToUInt64(random) | 1);
        return new ServiceOwner(new ServiceState(service, epoch, _options.LogCapacity), _store, _host, _ownerLogger, _options.LogCapacity);
    }

    private void Expire(IReadOnlyList<InstanceEntry> closed)
    {
        // Bounded commands: one huge wave of expiries must not become one huge write.
        const int MaxIds = 256;
        foreach (var service in closed.GroupBy(static e => e.Instance.Service))
        {
            if (FindOwner(service.Key) is not { } owner)
            {
                continue;
            }

            foreach (var ids in service.Select(static e => e.Instance.Id).Chunk(MaxIds))
            {
                _ = owner.ExecuteAsync(new ExpireCommand(ids));
            }
        }
    }

    private void OnFenced()
    {
        if (End(new RegistryError(RegistryErrorCode.Fenced, "Another registry has taken the store over; this one no longer answers.")))
        {
            LogFenced(_logger, _store.Name);
            _checks.End();
            _watchers.Stop();
        }
    }

    /// <summary>The registry as its owners see it.</summary>
    private sealed class OwnerHost(EmbeddedServiceRegistry registry) : IServiceHost
    {
        public TimeProvider Time => registry._time;

        public FencingToken Token => registry._claim.Token;

        // Turns belong to the registry, not to whoever happened to come first: not to a user interface's thread or a grain,
        // which may block or end, and not to the activity of one request.
        public void Begin(Action turns)
        {
            if (SynchronizationContext.Current is not null || TaskScheduler.Current != TaskScheduler.Default)
            {
                ThreadPool.UnsafeQueueUserWorkItem(static t => t(), turns, preferLocal: false);
            }
            else if (ExecutionContext.IsFlowSuppressed())
            {
                turns();
            }
            else
            {
                using (ExecutionContext.SuppressFlow())
                {
                    turns();
                }
            }
        }

        public void OnAdded(ServiceOwner owner, InstanceEntry entry)
        {
            registry._index.Add(entry);
            registry._checks.Add(entry.Instance);
        }

        public void OnRemoved(ServiceOwner owner, InstanceEntry entry, ServiceChange change)
        {
            registry._index.Remove(entry);
            registry._checks.Remove(entry.Instance.Id);
        }

        // A standby runs no leases: they begin with a full TTL when it takes over.
        public void Arm(InstanceEntry entry, TimeSpan time)
        {
            if (!registry._isFollowing)
            {
                registry._leases.Arm(entry, time);
            }
        }

        public void OnPublished(ServiceOwner owner, IReadOnlyList<ServiceChange> changes)
        {
            registry._counters.Count(changes);
            foreach (var change in changes)
            {
                if (change is { Before: { } before, After: { } after })
                {
                    registry._checks.Update(before, after);
                }
            }
        }

        public void OnFenced(ServiceOwner owner) => registry.OnFenced();
    }
}
