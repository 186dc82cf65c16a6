using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Orleans.Registry.Core;
using Orleans.Registry.Engine;
using Orleans.Registry.Simulation.Clients;
using Orleans.Registry.Simulation.Mutations;
using Orleans.Registry.Simulation.Oracles;
using Orleans.Registry.Simulation.Registry;
using Orleans.Registry.Simulation.Running;
using Orleans.Registry.Simulation.Store;
using Orleans.Registry.Simulation.Watching;

namespace Orleans.Registry.Simulation;

/// <summary>Everything of one history: time, chance, the disk, registries, programs, operators, watchers and the truth.</summary>
internal sealed class World
{
    private static readonly int[] LogCapacities = [8, 16, 64, 256];
    private readonly List<SimulatedRegistry> _registries = [];
    private readonly Dictionary<ServiceOwner, PublishedService> _seen = [];
    private readonly List<SimulatedClient> _clients = [];
    private readonly List<SimulatedWatcher> _watchers = [];

    public World(ulong seed, Mutation mutation, int traceLength)
    {
        Mutation = mutation;
        Random = new SeededRandom(seed);
        Timeline = new Timeline();
        Trace = new Trace(Timeline, traceLength);
        Weather = new Weather(Random);
        LogCapacity = Random.Pick(LogCapacities);
        History = new StoredHistory(this);
        Operations = new AppliedOperations(this);
        Disk = new SimulatedDisk(this);
        Network = new Network(this);
        Services = [.. Enumerable.Range(1, Random.Between(1, 3)).Select(i => ServiceName.Parse($"service-{i}"))];
        foreach (var service in Services)
        {
            _clients.AddRange(Enumerable.Range(1, Random.Between(1, 7)).Select(i => new SimulatedClient(this, service, i)));
            _watchers.AddRange(Enumerable.Range(1, Random.Between(1, 2)).Select(i => new SimulatedWatcher(this, service, i)));
        }
    }

    /// <summary>What is broken on purpose.</summary>
    public Mutation Mutation { get; }

    public SeededRandom Random { get; }

    public Timeline Timeline { get; }

    public Trace Trace { get; }

    public Weather Weather { get; }

    /// <summary>Whether things may still go wrong.</summary>
    public bool IsRough { get; set; }

    /// <summary>Whether every write goes through, because nothing has begun yet.</summary>
    public bool IsSettingUp { get; private set; }

    public int LogCapacity { get; }

    public StoredHistory History { get; }

    public AppliedOperations Operations { get; }

    public SimulatedDisk Disk { get; }

    public Network Network { get; }

    public Coverage Coverage { get; } = new();

    public IReadOnlyList<ServiceName> Services { get; }

    public IReadOnlyList<SimulatedClient> Clients => _clients;

    public IReadOnlyList<SimulatedWatcher> Watchers => _watchers;

    /// <summary>Adds watchers who come back with what they held long ago, when hardly anything changes any more.</summary>
    public void ReturnWatchers()
    {
        foreach (var service in Services.Where(s => History.Find(s) is not null))
        {
            var watcher = new SimulatedWatcher(this, service, _watchers.Count + 1);
            _watchers.Add(watcher);
            watcher.Return();
        }
    }

    public IEnumerable<SimulatedRegistry> AliveRegistries => _registries.Where(static r => !r.IsDead);

    /// <summary>The registry that holds the claim, if it lives.</summary>
    public SimulatedRegistry? NewestRegistry => _registries.Count > 0 && !_registries[^1].IsDead ? _registries[^1] : null;

    /// <summary>The first check that failed.</summary>
    public BrokenPromiseException? Failure { get; private set; }

    /// <summary>Mostly the newest registry; now and then another that lives and may have been replaced.</summary>
    public SimulatedRegistry? AnyRegistry()
    {
        if (NewestRegistry is { } newest && Random.Chance(0.8))
        {
            return newest;
        }

        List<SimulatedRegistry> alive = [.. AliveRegistries];
        return alive.Count == 0 ? null : Random.Pick(alive);
    }

    public SimulatedRegistry? FindRegistry(FencingToken token) => _registries.Find(r => r.Token == token);

    public SimulatedClient? FindClient(InstanceId id) => _clients.Find(c => c.Id == id);

    /// <summary>Starts a registry, whether or not another still runs.</summary>
    public void StartRegistry()
    {
        Coverage.Count(AliveRegistries.Any() ? "takeover from a living owner" : "start");
        var registry = new SimulatedRegistry(this);
        _registries.Add(registry);
        registry.Start();
        SnapshotRules.CheckStart(this, registry);
        SetFirstPolicies(registry);
    }

    /// <summary>After every event: answers that have come about, and everything that has become visible by it.</summary>
    public void Settle()
    {
        foreach (var registry in _registries)
        {
            if (registry.IsDead)
            {
                continue;
            }

            registry.Settle();
            foreach (var owner in registry.Owners)
            {
                _seen.TryGetValue(owner, out var before);
                if (!ReferenceEquals(owner.Published, before))
                {
                    SnapshotRules.Check(this, registry, owner, before);
                    _seen[owner] = owner.Published;
                }
            }
        }
    }

    // Holds under the built-in policy last longer than a history, so no service is ever without a policy of its own.
    private void SetFirstPolicies(SimulatedRegistry registry)
    {
        IsSettingUp = true;
        foreach (var service in Services.Where(s => History.Find(s) is null))
        {
            var command = new SetPolicyCommand(SimulatedOperator.NewPolicy(this), 0, new DocumentChange());
            registry.Clock.Run(() => registry.Submit(service, command, static _ => { }));
        }

        IsSettingUp = false;
    }

    /// <summary>Fails the history when something does not hold.</summary>
    public void Check([DoesNotReturnIf(false)] bool holds, Promise promise, [InterpolatedStringHandlerArgument(nameof(holds))] FailureMessage message)
    {
        if (!holds)
        {
            Fail(promise, message.ToText());
        }
    }

    /// <inheritdoc cref="Check(bool, Promise, FailureMessage)"/>
    public void Check([DoesNotReturnIf(false)] bool holds, Promise promise, string message)
    {
        if (!holds)
        {
            Fail(promise, message);
        }
    }

    [DoesNotReturn]
    public void Fail(Promise promise, string message)
    {
        Record(new BrokenPromiseException(promise, message));
        throw Failure;
    }

    /// <summary>Notes a failure where throwing would lose it.</summary>
    [MemberNotNull(nameof(Failure))]
    public void Record(BrokenPromiseException failure) => Failure ??= failure;
}
