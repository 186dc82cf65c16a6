using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Registry.Routing;

namespace Orleans.Registry.Client;

/// <summary>Watches every service that was asked for, once, whatever the number of policies that pick from it.</summary>
internal sealed class ServiceDiscoveryClient : IServiceDiscovery, IAsyncDisposable
{
    private readonly ConcurrentDictionary<(ServiceName Service, string Policy), ServiceEndpoints> _endpoints = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<ServiceName, ServiceWatcher> _watchers = [];
    private readonly List<Task> _running = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly IServiceRegistry _registry;
    private readonly ServiceDiscoveryOptions _options;
    private readonly BalancingPolicies _policies;
    private readonly TimeProvider _timeProvider;
    private readonly ClientRandom _random;
    private readonly ILoggerFactory _loggers;
    private readonly NoEndpointDescriber _describer;
    private readonly ClientInstruments _instruments;
    private readonly LastKnownGoodKeeper? _keeper;
    private bool _isDisposed;

    public ServiceDiscoveryClient(
        IServiceRegistry registry,
        IOptions<ServiceDiscoveryOptions> options,
        IEnumerable<ILoadBalancingPolicy> policies,
        TimeProvider timeProvider,
        ClientRandom random,
        ILoggerFactory loggers,
        ClientInstruments instruments,
        IRegistryConnection? connection = null)
    {
        _registry = registry;
        _options = options.Value;
        _policies = new BalancingPolicies(policies);
        _timeProvider = timeProvider;
        _random = random;
        _loggers = loggers;
        _instruments = instruments;
        _describer = new NoEndpointDescriber(connection, _options.Heartbeat, timeProvider);
        _keeper = _options.LastKnownGoodFile.Length == 0
            ? null
            : new LastKnownGoodKeeper(_options, timeProvider, Watchers, loggers.CreateLogger<LastKnownGoodKeeper>());
    }

    public IServiceEndpoints GetEndpoints(ServiceName service, string? policy = null)
    {
        var name = policy ?? (_options.Policies.TryGetValue(service.Value, out var chosen) ? chosen : _options.Policy);
        return _endpoints.TryGetValue((service, name), out var known) ? known : Add(service, name);
    }

    public async ValueTask DisposeAsync()
    {
        List<Task> running;
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            running = [.. _running];
        }

        if (_keeper is not null)
        {
            await _keeper.SaveNowAsync(CancellationToken.None).ConfigureAwait(false);
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        foreach (var task in running)
        {
            await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _keeper?.Dispose();
        _stop.Dispose();
    }

    private ServiceEndpoints Add(ServiceName service, string policyName)
    {
        if (service.IsEmpty)
        {
            throw new ArgumentException("A service has a name.", nameof(service));
        }

        if (!_policies.TryGet(policyName, out var policy))
        {
            throw new ArgumentException($"There is no policy '{policyName}'; there are {string.Join(", ", _policies.Names)}.", nameof(policyName));
        }

        lock (_lock)
        {
            if (_endpoints.TryGetValue((service, policyName), out var known))
            {
                return known;
            }

            // One random source for each service, so that services do not contend for one.
            var settings = new PickerSettings(
                new SplitMixRandom(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)))), new CallerLocality(_options.Region, _options.Zone));
            var watcher = GetOrAdd_NeedsLock(service);
            var selections = _instruments.Selections(service, policy.Name);
            var endpoints = new ServiceEndpoints(watcher, policy, settings, _options.CallHeldInstances, _describer, selections);
            watcher.Add(endpoints);
            _endpoints[(service, policyName)] = endpoints;
            return endpoints;
        }
    }

    private ServiceWatcher GetOrAdd_NeedsLock(ServiceName service)
    {
        if (!_watchers.TryGetValue(service, out var watcher))
        {
            watcher = new ServiceWatcher(service, _registry, _options.Heartbeat, _timeProvider, _random, _loggers.CreateLogger<ServiceWatcher>());
            _watchers[service] = watcher;
            Run_NeedsLock(watcher.RunAsync);
            if (_keeper is { } keeper)
            {
                keeper.Start(Run_NeedsLock);
                watcher.Published += keeper.Changed;
                Run_NeedsLock(token => keeper.UseSavedAsync(watcher, token));
            }
        }

        return watcher;
    }

    private void Run_NeedsLock(Func<CancellationToken, Task> work)
    {
        if (_isDisposed)
        {
            return;
        }

        // The first caller must not lend its context, its trace say, to what lives as long as the process.
        using (ExecutionContext.SuppressFlow())
        {
            _running.Add(Task.Run(() => work(_stop.Token), CancellationToken.None));
        }
    }

    private IReadOnlyList<ServiceWatcher> Watchers()
    {
        lock (_lock)
        {
            return [.. _watchers.Values];
        }
    }
}
