using System.Collections.Concurrent;
using Orleans.Registry.Client;

namespace Orleans.Registry.EndToEndTests;

/// <summary>Watches services and writes every gap, repeat and step back down.</summary>
internal sealed class GapFreeWatcher(IReadOnlyList<Uri> doors, int first, IReadOnlyList<ServiceName> services) : IAsyncDisposable
{
    private readonly HttpServiceRegistry _registry = Doors.Open(doors, first);
    private readonly ConcurrentDictionary<ServiceName, ServicePosition> _held = new();

    public IReadOnlyDictionary<ServiceName, ServicePosition> Held => _held;

    public ConcurrentQueue<string> Faults { get; } = new();

    public int Changes { get; private set; }

    public int Snapshots { get; private set; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var request = new WatchRequest { Targets = [.. services.Select(static s => new WatchTarget(s))], WatcherName = $"watcher-{first}" };
        try
        {
            await foreach (var next in _registry.WatchAsync(request, cancellationToken))
            {
                Take(next);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The test is over.
        }
    }

    public ValueTask DisposeAsync() => _registry.DisposeAsync();

    private void Take(WatchEvent next)
    {
        if (next.Kind == WatchEventKind.Heartbeat)
        {
            return;
        }

        var held = _held.GetValueOrDefault(next.Service);
        if (next.Kind == WatchEventKind.Snapshot)
        {
            Snapshots++;
            if (held.Revision != Revision.None && (next.Position.Epoch != held.Epoch || next.Position.Revision < held.Revision))
            {
                Faults.Enqueue($"{next.Service} went from {held} to a snapshot of {next.Position}");
            }
        }
        else
        {
            Changes++;
            if (next.Position.Revision != held.Revision.Next || (held.Revision != Revision.None && next.Position.Epoch != held.Epoch))
            {
                Faults.Enqueue($"{next.Service} went from {held} to {next.Position}");
            }
        }

        _held[next.Service] = next.Position;
    }
}
