namespace Orleans.Registry.Simulation.Running;

/// <summary>What befalls the registries, the machines and the programs of one history.</summary>
internal sealed class Chaos(World world)
{
    private const int LargestClockError = 25 * 60_000;

    public void Start() => world.Timeline.After(world.Random.Between(200, 1_200), () =>
    {
        if (world.IsRough)
        {
            Act();
            Start();
        }
    });

    /// <summary>Keeps programs coming back, as an orchestrator would.</summary>
    public void Orchestrate() => world.Timeline.After(world.Random.Between(100, 1_500), () =>
    {
        if (!world.IsRough)
        {
            return;
        }

        var client = world.Random.Pick(world.Clients);
        if (!client.IsAlive || world.Random.Chance(0.1))
        {
            world.Coverage.Count(client.IsAlive ? "program restarted" : "program started");
            client.Start();
        }

        Orchestrate();
    });

    private void Act()
    {
        var (random, weather) = (world.Random, world.Weather);
        switch (random.Below(8))
        {
            case 0 when random.Chance(weather.Crash) && world.NewestRegistry is { } registry:
                if (random.Chance(0.5))
                {
                    registry.Store.BeforeNextWrite = () => world.Timeline.After(random.Between(0, 80), () => Crash(registry));
                }
                else
                {
                    Crash(registry);
                }

                break;
            case 1 when random.Chance(weather.Pause) && world.AnyRegistry() is { } registry:
                var length = Math.Min(random.Pick([30L, 200, 450, 700, 2_500, 9_000]), HistoryRun.RoughFor - world.Timeline.Now);
                world.Trace.Add($"registry {registry.Token}: stands still for {length} ms");
                world.Coverage.Count("pause");
                registry.Clock.Pause(length);
                break;
            case 2 when random.Chance(weather.Takeover):
                world.StartRegistry();
                break;
            case 3 when random.Chance(weather.WallJump) && world.AnyRegistry() is { } registry:
                registry.Clock.WallOffset = TimeSpan.FromMilliseconds(random.Between(-LargestClockError, LargestClockError));
                world.Trace.Add($"registry {registry.Token}: its clock jumps to {registry.Clock.WallOffset}");
                world.Coverage.Count("clock jump");
                break;
            case 4 when random.Chance(weather.Outage) && world.AnyRegistry() is { } registry:
                registry.Store.GoOut(random.Between(50, 3_000));
                world.Trace.Add($"registry {registry.Token}: its store is out");
                world.Coverage.Count("store outage");
                break;
            case 5 when random.Chance(weather.Loss):
                LoseEverything();
                break;
            case 6 when random.Chance(weather.MassSilence):
                Silence();
                break;
            case 7 when world.NewestRegistry is { } registry:
                registry.Clock.Run(registry.Compact);
                break;
            default:
                break;
        }
    }

    private void Crash(Registry.SimulatedRegistry registry)
    {
        if (!registry.IsDead && world.IsRough)
        {
            registry.Crash();
            world.Disk.OnCrash();
            Restart();
        }
    }

    private void Restart() => world.Timeline.After(world.Random.Between(20, 4_000), () =>
    {
        if (world.NewestRegistry is null)
        {
            world.StartRegistry();
        }
    });

    private void LoseEverything()
    {
        foreach (var registry in world.AliveRegistries.ToList())
        {
            registry.Crash();
        }

        world.Trace.Add($"everything stored is lost");
        world.Coverage.Count("everything lost");
        world.Disk.LoseEverything();
        Restart();
    }

    private void Silence()
    {
        var service = world.Random.Pick(world.Services);
        world.Coverage.Count("mass silence");
        foreach (var client in world.Clients.Where(c => c.Service == service))
        {
            if (world.Random.Chance(0.4))
            {
                client.FallSilent();
            }
            else if (world.Random.Chance(0.5))
            {
                client.Suspend(world.Random.Between(2_000, 9_000));
            }
        }
    }
}
