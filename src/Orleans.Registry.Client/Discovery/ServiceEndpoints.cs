using Orleans.Registry.Routing;

namespace Orleans.Registry.Client;

/// <summary>One service under one policy: the latest plan behind one volatile field.</summary>
internal sealed class ServiceEndpoints(
    ServiceWatcher watcher, ILoadBalancingPolicy policy, PickerSettings settings, bool callHeld, NoEndpointDescriber describer, ClientInstruments.SelectionCounter selections)
    : IServiceEndpoints
{
    private readonly TaskCompletionSource<EndpointSnapshot> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile EndpointSnapshot? _snapshot;

    public event Action<EndpointSnapshot>? Changed;

    public ServiceName Service => watcher.Service;

    public EndpointSnapshot? Snapshot => _snapshot;

    public Freshness? Freshness => _snapshot is { } snapshot ? new Freshness(snapshot.State.Position, watcher.Age, snapshot.Source) : null;

    public Endpoint? Pick() => Counted(_snapshot?.Plan.Select().Pick());

    public Endpoint? Pick(scoped in PickContext context) => Counted(_snapshot?.Plan.Select().Pick(context));

    public Endpoint? Pick<THeaders>(THeaders headers, scoped in PickContext context)
        where THeaders : IRequestHeaders
        => Counted(_snapshot?.Plan.Select(headers).Pick(context));

    public ValueTask<EndpointSnapshot> WaitForSnapshotAsync(CancellationToken cancellationToken = default)
        => _snapshot is { } snapshot ? new(snapshot) : new(_first.Task.WaitAsync(cancellationToken));

    public NoEndpointException WhyNone() => describer.Describe(Service, _snapshot?.State, watcher.Age);

    /// <summary>Takes a new state in. Called by the watcher, one call at a time.</summary>
    public void Update(WatchedState state)
    {
        var traffic = state.Snapshot.Policy.Policy.Traffic;
        var plan = _snapshot is { } before
            ? before.Plan.Next(state.Endpoints, traffic)
            : RoutePlan.Create(state.Endpoints, traffic, policy, settings, callHeld);
        var snapshot = new EndpointSnapshot(state.Snapshot, state.Source, plan);
        _snapshot = snapshot;
        _first.TrySetResult(snapshot);
        Changed?.Invoke(snapshot);
    }

    private Endpoint? Counted(Endpoint? picked)
    {
        selections.Count(picked is not null);
        return picked;
    }
}
