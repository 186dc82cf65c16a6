using Orleans.Registry.Simulation.Registry;
using Orleans.Registry.Simulation.Running;

namespace Orleans.Registry.Simulation.Watching;

/// <summary>
/// Reads a watch of one service at its own pace, loses its connection, and comes back with its position to whatever registry
/// it finds.
/// </summary>
internal sealed class SimulatedWatcher(World world, ServiceName service, int number)
{
    private readonly RebuiltService _rebuilt = new(world, service, $"watcher {number}");
    private WatchConnection? _connection;

    public void Start() => world.Timeline.After(Pace, () =>
    {
        Read();
        Start();
    });

    /// <summary>Starts as one who holds some earlier state and has not been there for long.</summary>
    public void Return()
    {
        var truth = world.History.Find(service)!;
        world.Coverage.Count("watcher back after long");
        _rebuilt.GoBackTo(truth, new Revision(world.Random.Below((int)truth.Revision.Value + 1)));
        Start();
    }

    /// <summary>At the end of a calm time the watcher must hold what is stored.</summary>
    public void CheckIsUpToDate()
    {
        if (world.History.Find(service) is { } truth)
        {
            world.Check(
                _rebuilt.Position == new ServicePosition(truth.Epoch, truth.Revision),
                Promise.P3Watch,
                $"watcher {number} of {service} is still at {_rebuilt.Position} and the service at {truth.Revision}");
        }
    }

    private int Pace => world.Random.Chance(world.Weather.SlowWatcher) ? world.Random.Between(500, 4_000) : world.Random.Between(5, 150);

    private void Read()
    {
        if (_connection is null or { IsBroken: true } || world.Random.Chance(world.IsRough ? 0.05 : 0))
        {
            Connect();
        }

        var most = world.Random.Between(1, 30);
        for (var i = 0; i < most && _connection is not null && _connection.TryRead(out var next); i++)
        {
            _rebuilt.Take(next);
        }
    }

    private void Connect()
    {
        _connection?.Close();
        _connection = null;
        if (world.AnyRegistry() is { } registry)
        {
            world.Coverage.Count(IsBehindMe(registry) ? "watcher ahead of its registry" : "watch connected");
            _connection = new WatchConnection(world, registry, new WatchTarget(service, _rebuilt.Position), $"w{service}{number}");
        }
    }

    private bool IsBehindMe(SimulatedRegistry registry)
        => registry.Find(service)?.Published.Snapshot.Position is { } there && there.Epoch == _rebuilt.Position?.Epoch && there.Revision < _rebuilt.Position?.Revision;
}
