using Orleans.Registry.Simulation.Registry;
using Orleans.Registry.Simulation.Running;

namespace Orleans.Registry.Simulation.Watching;

/// <summary>
/// A watch stream on its way from a registry to a reader: the product's stream is enumerated in the registry's process as
/// long as there is room on the way, what is on the way can be read whatever becomes of the registry.
/// </summary>
internal sealed class WatchConnection
{
    private const int Room = 16;
    private readonly World _world;
    private readonly SimulatedRegistry _registry;
    private readonly Queue<WatchEvent> _onTheWay = new();
    private readonly CancellationTokenSource _isClosed = new();
    private TaskCompletionSource? _room;
    private bool _hasEnded;

    public WatchConnection(World world, SimulatedRegistry registry, WatchTarget target, string watcherId)
    {
        _world = world;
        _registry = registry;
        var request = new WatchRequest { Targets = [target], WatcherId = watcherId };
        if (registry.Find(target.Service)?.Published.Snapshot is { } present && world.Mutation.OnConnected(target.From, present) is { } first)
        {
            _onTheWay.Enqueue(first);
        }

        registry.Clock.Run(() => _ = SendAsync(registry.Watch(request, _isClosed.Token)));
    }

    /// <summary>Whether nothing more will come.</summary>
    public bool IsBroken => _registry.IsDead || _hasEnded;

    /// <summary>Takes what has arrived.</summary>
    public bool TryRead(out WatchEvent next)
    {
        var hasArrived = _onTheWay.TryDequeue(out next);
        if (hasArrived && _room is { } room && _onTheWay.Count < Room / 2)
        {
            _room = null;
            _registry.Clock.Run(room.SetResult);
        }

        return hasArrived;
    }

    /// <summary>The reader goes away. What is on the way is lost; the registry learns of it.</summary>
    public void Close() => _registry.Clock.Run(() =>
    {
        _isClosed.Cancel();
        _room?.TrySetResult();
    });

    private async Task SendAsync(IAsyncEnumerable<WatchEvent> events)
    {
        try
        {
            await foreach (var next in events)
            {
                Send(next);
                if (_onTheWay.Count >= Room)
                {
                    _world.Coverage.Count("slow watcher waited for");
                    _room = new TaskCompletionSource();
                    await _room.Task;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Its reader has gone.
        }
        catch (Exception exception)
        {
            _world.Record(new BrokenPromiseException(Promise.State, $"a watch broke off: {exception}"));
        }

        _hasEnded = true;
    }

    private void Send(WatchEvent next)
    {
        for (var copies = _world.Mutation.Copies(_world, next); copies > 0; copies--)
        {
            _onTheWay.Enqueue(next);
        }
    }
}
