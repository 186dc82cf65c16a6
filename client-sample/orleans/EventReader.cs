using System.Threading.Channels;
using Orleans.Registry.Cluster;
using Orleans.Streams;

namespace Orleans.Registry.ClusterClientSample;

/// <summary>
/// Follows the service by its grain and the stream of its events. An event is only a wake-up, which may be lost or come twice:
/// what is new is pulled from the grain by revision, so nothing is missed and nothing printed twice. It also looks by itself
/// now and then, for events that never come.
/// </summary>
internal sealed class EventReader(IClusterClient client, SampleOptions options) : BackgroundService
{
    private const int Page = 1000;
    private static readonly TimeSpan LookByItself = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private StreamSubscriptionHandle<ServiceEvent>? _subscription;
    private ServicePosition _held;

    // Which grains there are is known once the client has found the cluster.
    private IServiceGrain Owner => client.GetGrain<IServiceGrain>(options.ServiceName.Value);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await UnsubscribeAsync().WaitAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // The program stops.
            }
            catch (Exception exception)
            {
                SampleOutput.Line($"stream {options.Service}: the cluster does not answer, trying on: {SampleOutput.Reason(exception)}");
                await Task.Delay(RetryAfter, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task FollowAsync(CancellationToken stoppingToken)
    {
        await SubscribeAsync().WaitAsync(stoppingToken);
        await PullAsync(stoppingToken);
        while (true)
        {
            var isWoken = await IsWokenAsync(stoppingToken);
            if (await PullAsync(stoppingToken) > 0 && !isWoken)
            {
                SampleOutput.Line($"stream {options.Service}: no event told of that; subscribing again");
                await SubscribeAsync().WaitAsync(stoppingToken);
            }
        }
    }

    private async Task SubscribeAsync()
    {
        await UnsubscribeAsync();
        var stream = client.GetStreamProvider(ServiceEvent.DefaultStreamProvider)
            .GetStream<ServiceEvent>(StreamId.Create(ServiceEvent.StreamNamespace, options.ServiceName.Value));
        _subscription = await stream.SubscribeAsync((_, _) =>
        {
            _wake.Writer.TryWrite(true);
            return Task.CompletedTask;
        });
    }

    private async Task UnsubscribeAsync()
    {
        if (_subscription is { } subscription)
        {
            _subscription = null;
            try
            {
                await subscription.UnsubscribeAsync();
            }
            catch (Exception exception)
            {
                // The stream finds out by itself that this client is gone.
                SampleOutput.Line($"stream {options.Service}: could not unsubscribe: {SampleOutput.Reason(exception)}");
            }
        }
    }

    private async Task<bool> IsWokenAsync(CancellationToken stoppingToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        patience.CancelAfter(LookByItself);
        try
        {
            return await _wake.Reader.ReadAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Prints all that is newer than what is held; how many changes that were.</summary>
    private async Task<int> PullAsync(CancellationToken stoppingToken)
    {
        var count = 0;
        while (true)
        {
            var history = await Owner.GetHistoryAsync(_held.Revision, Page).WaitAsync(stoppingToken);
            if (!history.IsSuccess && history.Error.Code == RegistryErrorCode.ServiceNotFound)
            {
                return count;
            }

            if (history.IsSuccess ? IsAnother(history.Value.Epoch) : history.Error.Code == RegistryErrorCode.HistoryUnavailable)
            {
                await StartAnewAsync(stoppingToken);
                continue;
            }

            var page = history.GetValueOrThrow();
            foreach (var change in page.Changes)
            {
                SampleOutput.Line($"stream {options.Service} {change.Revision} {ChangeText.Describe(change)}");
                _held = new ServicePosition(page.Epoch, change.Revision);
                count++;
            }

            if (_held.Revision == page.LastRevision)
            {
                return count;
            }
        }
    }

    private bool IsAnother(Epoch epoch) => _held.Revision != Revision.None && epoch != _held.Epoch;

    // The log no longer reaches back to what is held, or history was lost.
    private async Task StartAnewAsync(CancellationToken stoppingToken)
    {
        var snapshot = (await Owner.GetServiceAsync(null).WaitAsync(stoppingToken)).GetValueOrThrow().Snapshot;
        foreach (var line in ChangeText.Describe(snapshot))
        {
            SampleOutput.Line($"stream {options.Service} {snapshot.Revision} {line}");
        }

        _held = snapshot.Position;
    }
}
