using Orleans.Registry.Core;
using Orleans.Registry.Simulation.Clients;
using Orleans.Registry.Simulation.Mutations;
using Orleans.Registry.Simulation.Oracles;

namespace Orleans.Registry.Simulation.Running;

/// <summary>Runs one history from its seed: rough weather, then a calm in which everything must come right.</summary>
internal sealed class HistoryRun
{
    /// <summary>How long things go wrong, in ms.</summary>
    public const long RoughFor = 15_000;

    private const long CalmFor = 22_000;
    private const long OldestMessage = 4_000;
    private const long ReturnAfter = 20_000;
    private const long LeaseCheckInterval = 100;
    private readonly World _world;

    private HistoryRun(ulong seed, Mutation mutation, int traceLength) => _world = new World(seed, mutation, traceLength);

    /// <summary>Runs a history; the result tells the first broken promise, if there is one.</summary>
    public static HistoryResult Run(ulong seed, Mutation? mutation = null, int traceLength = 0)
    {
        // Whatever of a registry does not run in its own context would run in another thread.
        var outside = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return new HistoryRun(seed, mutation ?? Mutation.None, traceLength).Run(seed);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outside);
        }
    }

    private HistoryResult Run(ulong seed)
    {
        try
        {
            Begin();
            RunUntil(RoughFor);
            Calm();
            RunUntil(RoughFor + CalmFor);
            CheckEnd();
        }
        catch (BrokenPromiseException failure)
        {
            _world.Record(failure);
        }
        catch (Exception exception)
        {
            // Whatever stumbles over something impossible has found a state that is not one.
            _world.Record(new BrokenPromiseException(Promise.State, exception.ToString()));
        }

        return new HistoryResult(seed, _world.Failure, _world.Coverage, _world.Trace.ToString());
    }

    private void Begin()
    {
        _world.StartRegistry();
        _world.IsRough = true;
        foreach (var client in _world.Clients)
        {
            _world.Timeline.After(_world.Random.Between(0, 1_000), client.Start);
        }

        foreach (var watcher in _world.Watchers)
        {
            watcher.Start();
        }

        new SimulatedOperator(_world).Start();
        var chaos = new Chaos(_world);
        chaos.Start();
        chaos.Orchestrate();
        CheckLeases();
    }

    private void CheckLeases() => _world.Timeline.After(LeaseCheckInterval, () =>
    {
        foreach (var registry in _world.AliveRegistries)
        {
            if (!registry.Clock.IsPaused)
            {
                LeaseRules.Check(_world, registry);
            }
        }

        CheckLeases();
    });

    private void RunUntil(long end)
    {
        while (_world.Timeline.Step(end))
        {
            if (_world.Failure is null)
            {
                _world.Settle();
            }

            if (_world.Failure is { } failure)
            {
                throw failure;
            }
        }
    }

    private void Calm()
    {
        _world.IsRough = false;
        _world.Weather.Calm();
        if (_world.NewestRegistry is null)
        {
            _world.StartRegistry();
        }

        _world.Timeline.After(1_000, Touch);
        _world.Timeline.After(OldestMessage, () => _world.Clients.ToList().ForEach(static c => c.SayAgain()));
        _world.Timeline.After(ReturnAfter, _world.ReturnWatchers);
    }

    // A write that was given up may arrive when nobody looks for it any more; the next write finds it. There must be a next.
    private void Touch()
    {
        foreach (var service in _world.Services)
        {
            if (_world.NewestRegistry is { } registry)
            {
                var command = new SetConfigurationCommand(StringMap.Create([new("weather", "calm")]), 0, new DocumentChange());
                registry.Clock.Run(() => registry.Submit(service, command, static _ => { }));
            }
        }
    }

    private void CheckEnd()
    {
        foreach (var client in _world.Clients)
        {
            CheckEnd(client, _world.History.Find(client.Service)?.Now.Instances.GetValueOrDefault(client.Id));
        }

        foreach (var watcher in _world.Watchers)
        {
            watcher.CheckIsUpToDate();
        }
    }

    private void CheckEnd(SimulatedClient client, ServiceInstance? found)
    {
        void Must(bool holds, string what) => _world.Check(holds, Promise.Liveness, $"{client.Id} {what}: {found}");

        Must(!client.IsAlive || found is not null, "lives and is not registered");
        Must(client.IsAlive || found is null, "is gone and still there");
        Must(found?.LapsedAt is null, "lives and is held");
        Must(found is null || client.Incarnation == 0 || found.Incarnation == 0 || found.Incarnation == client.Incarnation, "is registered by another process");
    }
}
