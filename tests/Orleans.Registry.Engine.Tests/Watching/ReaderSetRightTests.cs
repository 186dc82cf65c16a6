using Orleans.Registry.Engine.Tests.Support;
using Orleans.Registry.TestKit;

namespace Orleans.Registry.Engine.Tests.Watching;

/// <summary>A reader who holds more than its owner: only the store tells which of the two is wrong.</summary>
public sealed class ReaderSetRightTests : IAsyncLifetime
{
    private readonly OwnerLab _lab = new();
    private readonly CancellationTokenSource _stop = new();
    private IAsyncEnumerator<WatchEvent> _reader = null!;
    private ServicePosition _present;

    public async Task InitializeAsync()
    {
        _present = (await _lab.ExecuteAsync(OwnerLab.Register("a"))).Position;
        var ahead = _present with { Revision = _present.Revision.Next };
        var request = new WatchRequest { Targets = [new WatchTarget(OwnerLab.Orders, ahead)], HeartbeatInterval = TimeSpan.FromSeconds(10) };
        _reader = new WatcherDirectory(_lab.Time).OpenAsync(request, _ => _lab.Owner, _stop.Token).GetAsyncEnumerator(_stop.Token);
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reader.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task When_the_store_has_not_come_so_far_either_the_reader_gets_what_is_true()
    {
        var first = await NextAsync();

        Assert.Equal((SnapshotReason.HistoryGone, _present), (first.Reason, first.Position));
        var next = _reader.MoveNextAsync();
        await _lab.ExecuteAsync(OwnerLab.Register("b"));
        Assert.True(await next);
        Assert.Equal(_present.Revision.Next, _reader.Current.Position.Revision);
    }

    [Fact]
    public async Task When_the_store_has_come_so_far_the_owner_is_late_and_the_reader_is_not_led_back()
    {
        var other = new OwnerLab();
        await other.ExecuteAsync(OwnerLab.Register("x"));
        var elsewhere = new ServiceAppend
        {
            Service = OwnerLab.Orders,
            Epoch = _present.Epoch,
            ExpectedRevision = _present.Revision,
            Changes = [(await other.ExecuteAsync(OwnerLab.Register("y"))).Change!],
            Token = new FencingToken(8),
        };
        Assert.Equal(AppendStatus.Appended, _lab.Store.Store(elsewhere));
        var next = _reader.MoveNextAsync();
        Assert.False(next.IsCompleted);

        await _lab.ExecuteAsync(OwnerLab.Register("b"));

        Assert.True(await next);
        Assert.Equal((WatchEventKind.Change, _present.Revision.Plus(2)), (_reader.Current.Kind, _reader.Current.Position.Revision));
    }

    [Fact]
    public async Task When_the_store_is_away_it_is_asked_again()
    {
        var asked = 0;
        _lab.Store.OnLoad = () => ++asked <= 2 ? new StoreUnavailableException("away") : null;
        var reading = NextUnlessHeartbeatAsync();

        await Eventually.TrueAsync(() =>
        {
            _lab.Time.Advance(TimeSpan.FromSeconds(5));
            return reading.IsCompleted;
        });

        Assert.Equal((SnapshotReason.HistoryGone, 3), ((await reading).Reason, asked));
    }

    private async Task<WatchEvent> NextUnlessHeartbeatAsync()
    {
        WatchEvent next;
        do
        {
            next = await NextAsync();
        }
        while (next.Kind == WatchEventKind.Heartbeat);
        return next;
    }

    private async Task<WatchEvent> NextAsync() => await Eventually.ResultAsync(_reader.MoveNextAsync().AsTask()) ? _reader.Current : throw new InvalidOperationException("The stream has ended.");
}
