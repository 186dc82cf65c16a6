using Orleans.Registry.Core;
using Orleans.Registry.Embedded;
using Orleans.Registry.Engine;
using Orleans.Registry.Simulation.Oracles;
using Orleans.Registry.Simulation.Running;
using Orleans.Registry.Simulation.Store;

namespace Orleans.Registry.Simulation.Registry;

/// <summary>
/// One life of one registry process: the real owners, rules, lease clock and timing wheel under virtual time. Everything in
/// it runs in the thread of the simulation, because its store answers either at once or from an event.
/// </summary>
internal sealed partial class SimulatedRegistry
{
    private readonly World _world;
    private readonly Dictionary<ServiceName, ServiceOwner> _owners = [];
    private readonly Dictionary<InstanceId, InstanceEntry> _index = [];
    private readonly Dictionary<ServiceName, Revision> _rebuiltAt = [];
    private readonly WatcherDirectory _watchers;
    private readonly LeaseScheduler _leases;

    public SimulatedRegistry(World world)
    {
        _world = world;
        Clock = new ProcessClock(world.Timeline, world.Random);
        Heard = new HearingLog(world.History, Clock);
        Store = new SimulatedStore(world, Clock);
        Token = world.Disk.Claim();
        _watchers = new WatcherDirectory(Clock);
        _leases = new LeaseScheduler(Clock, world.Mutation.NewLeaseClock(), wheels: 1, static () => true, Expire, new FailureLog<LeaseScheduler>(world));
    }

    public ProcessClock Clock { get; }

    public SimulatedStore Store { get; }

    public FencingToken Token { get; }

    /// <summary>Whether it has crashed or was told to stop.</summary>
    public bool IsDead => Clock.IsDead;

    public IEnumerable<ServiceOwner> Owners => _owners.Values;

    /// <summary>When this life heard of each of its instances.</summary>
    public HearingLog Heard { get; }

    /// <summary>Loads everything and begins to answer.</summary>
    public void Start()
    {
        foreach (var image in _world.Disk.LoadAll())
        {
            Load(image);
        }

        _world.Trace.Add($"registry {Token}: started with {_index.Count} instances");
        _leases.Start();
        var claimInterval = TimeSpan.FromMilliseconds(_world.Random.Between(100, 2_500));
        Clock.CreateTimer(_ => CheckClaim(), null, claimInterval, claimInterval);
    }

    /// <summary>Ends without a word.</summary>
    public void Crash()
    {
        Clock.IsDead = true;
        _world.Trace.Add($"registry {Token}: crashed with {Store.Pending.Count} writes under way");
        _world.Coverage.Count(Store.Pending.Count > 0 ? "crash with a write under way" : "crash");
    }

    /// <summary>Opens a watch; enumerated in this process.</summary>
    public IAsyncEnumerable<WatchEvent> Watch(WatchRequest request, CancellationToken cancellationToken)
        => _watchers.OpenAsync(request, FindOrAdd, cancellationToken);

    public ServiceOwner? Find(ServiceName service) => _owners.GetValueOrDefault(service);

    public ServiceOwner FindOrAdd(ServiceName service)
    {
        if (!_owners.TryGetValue(service, out var owner))
        {
            owner = Add(new ServiceState(service, NewEpoch(service), _world.LogCapacity));
        }

        return owner;
    }

    public bool TryGet(InstanceId id, out InstanceEntry? entry) => _index.TryGetValue(id, out entry);

    /// <summary>The oldest revision whose expiries this life can know of.</summary>
    public Revision KnowsExpiriesAfter(ServiceName service)
        => new(Math.Max(0, _rebuiltAt.GetValueOrDefault(service).Value - _world.LogCapacity));

    private void Load(ServiceImage image)
    {
        var state = ServiceState.FromImage(image, _world.LogCapacity);
        Add(state);
        _rebuiltAt[image.Service] = image.Revision;
        foreach (var entry in state.Entries)
        {
            _index[entry.Instance.Id] = entry;
            Heard.OnTakenOver(entry.Instance.Id);
            var now = _leases.Clock.Now;
            var deadline = LeaseGrace.Deadline(now, entry.Instance.Details.Ttl, (uint)_world.Random.NextUInt64());
            _leases.ArmUntil(entry, _world.Mutation.OnTakeover(now, deadline));
        }
    }

    private ServiceOwner Add(ServiceState state)
    {
        var owner = new ServiceOwner(state, Store, this, new FailureLog<ServiceOwner>(_world), _world.LogCapacity);
        _owners.Add(state.Name, owner);
        return owner;
    }

    private Epoch NewEpoch(ServiceName service)
        => new(_world.Mutation.DrawsEpochs ? _world.Random.NextUInt64() | 1 : 1 + (ulong)service.Value[^1]);

    private void CheckClaim()
    {
        if (!_world.Disk.IsClaim(Token))
        {
            Stop();
        }
    }

    private void Stop()
    {
        if (!IsDead)
        {
            Clock.IsDead = true;
            _world.Trace.Add($"registry {Token}: stops, another has taken over");
            _world.Coverage.Count("owner fenced");
        }
    }

    private void Expire(IReadOnlyList<InstanceEntry> closed)
    {
        foreach (var service in closed.GroupBy(static e => e.Instance.Service).ToList())
        {
            InstanceId[] ids = [.. service.Select(static e => e.Instance.Id)];
            _world.Trace.Add($"registry {Token}: leases ran out: {string.Join(' ', ids)}");
            Submit(service.Key, new ExpireCommand(ids), _ => { });
        }
    }
}
