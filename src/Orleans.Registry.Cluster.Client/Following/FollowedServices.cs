using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Orleans.Registry.Engine;

namespace Orleans.Registry.Cluster;

/// <summary>
/// All services that this process follows: one copy of each, however many watch or read it. A copy that nobody needs stays for
/// a while, because those who lost a connection come back and a drain may wait for them. Safe to use from any thread.
/// </summary>
internal sealed class FollowedServices : IServiceFollower, IAsyncDisposable
{
    private static readonly TimeSpan KeepFor = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<ServiceName, (FollowedService Service, Task Running)> _services = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly IClusterClient _client;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _id = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";
    private IServiceFollower? _reference;

    public FollowedServices(IClusterClient client, TimeProvider time, ILogger logger)
    {
        _client = client;
        _time = time;
        _logger = logger;
    }

    /// <summary>How many services are followed.</summary>
    public int Count => _services.Count;

    /// <summary>
    /// Follows services and waits until something is held of each. To be disposed of when they are no longer needed;
    /// <c>null</c> when this process stops.
    /// </summary>
    public async Task<FollowedSet?> FollowAsync(IEnumerable<ServiceName> names, CancellationToken cancellationToken)
    {
        var services = Acquire(names);
        if (services is null)
        {
            return null;
        }

        var set = new FollowedSet(this, services);
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
            foreach (var service in services)
            {
                set.Add(await service.Fed.WaitAsync(either.Token).ConfigureAwait(false));
            }

            return set;
        }
        catch (OperationCanceledException)
        {
            set.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
    }

    /// <summary>The copy of a service for a read, which keeps it; <c>null</c> while there is none.</summary>
    public ServiceReplica? Read(ServiceName name) => _services.TryGetValue(name, out var followed) ? followed.Service.Read() : null;

    /// <summary>A service was changed by this process, at a position that is not known.</summary>
    public void Doubt(ServiceName name)
    {
        if (_services.TryGetValue(name, out var followed))
        {
            followed.Service.Doubt();
        }
    }

    /// <summary>Follows a service for as long as it is read.</summary>
    public void FollowReads(ServiceName name)
    {
        if (!_services.ContainsKey(name) && Acquire([name]) is { } acquired)
        {
            Release(acquired);
        }
    }

    public void Release(IReadOnlyList<FollowedService> services)
    {
        lock (_gate)
        {
            foreach (var service in services)
            {
                service.Users--;
                service.IdleSince = _time.GetTimestamp();
            }
        }
    }

    public Task<DrainProgress> MeasureDrainAsync(ServiceName service, InstanceId id, ServicePosition position)
    {
        if (_services.TryGetValue(service, out var followed) && followed.Service.Fed is { IsCompletedSuccessfully: true, Result: var replica })
        {
            return Task.FromResult(replica.Watchers.GetDrain(id, position));
        }

        return Task.FromResult(new DrainProgress(position, true, 0, 0, [], 0));
    }

    /// <summary>Begins to end.</summary>
    public void Stop() => _stopping.Cancel();

    public async ValueTask DisposeAsync()
    {
        Task[] running;
        lock (_gate)
        {
            running = [.. _services.Values.Select(static s => s.Running)];
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private List<FollowedService>? Acquire(IEnumerable<ServiceName> names)
    {
        lock (_gate)
        {
            if (_stopping.IsCancellationRequested)
            {
                return null;
            }

            List<FollowedService> acquired = [];
            foreach (var name in names)
            {
                if (!_services.TryGetValue(name, out var followed))
                {
                    var reference = _reference ??= _client.CreateObjectReference<IServiceFollower>(this);
                    var service = new FollowedService(_client, name, _id, reference, _time, _logger);
                    followed = _services[name] = (service, Task.Run(() => service.RunAsync(IsOver, _stopping.Token)));
                }

                followed.Service.Users++;
                acquired.Add(followed.Service);
            }

            return acquired;
        }
    }

    private bool IsOver(FollowedService service)
    {
        if (_stopping.IsCancellationRequested)
        {
            return true;
        }

        lock (_gate)
        {
            if (service.Users > 0 || _time.GetElapsedTime(Math.Max(service.IdleSince, service.ReadAt)) < KeepFor)
            {
                return false;
            }

            _services.TryRemove(service.Name, out _);
        }

        _ = _client.GetGrain<IServiceGrain>(service.Name.Value).UnfollowAsync(_id);
        return true;
    }
}
