using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Orleans.Registry.TestKit;

namespace Orleans.Registry.Engine.Tests.Starting;

public sealed class StoreWaitTests : ILogger
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly ManualTimeProvider _time = new();
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _log = new();
    private readonly ConcurrentQueue<string> _reasons = new();

    [Fact]
    public async Task A_step_that_fails_is_run_again_until_it_succeeds()
    {
        var runs = 0;
        var running = Wait(Limit).RunAsync(_ => ++runs < 4 ? throw new StoreUnavailableException("no route") : new ValueTask<int>(7), default);

        await EndAsync(running);

        Assert.Equal((7, 4), (await running, runs));
        Assert.Equal(1, _log.Count(static l => l.Level == LogLevel.Warning));
        Assert.Contains(_log, static l => l.Text.Contains("Waiting up to 60 s for paper: no route", StringComparison.Ordinal));
        Assert.Contains(_log, static l => l.Text.Contains("answers", StringComparison.Ordinal));
        Assert.All(_reasons, static r => Assert.Contains("no route", r, StringComparison.Ordinal));
        Assert.Equal(3, _reasons.Count);
    }

    [Fact]
    public async Task A_step_that_succeeds_at_once_says_nothing()
    {
        Assert.Equal(7, await Wait(Limit).RunAsync(static _ => new ValueTask<int>(7), default));

        Assert.Empty(_log);
        Assert.Empty(_reasons);
    }

    [Fact]
    public async Task A_store_that_fails_for_as_long_as_it_may_fails_the_start_for_its_own_reason()
    {
        var began = _time.GetTimestamp();
        var running = Wait(Limit).RunAsync<int>(static _ => throw new StoreUnavailableException("no route"), default);

        await EndAsync(running);

        Assert.Equal("no route", (await Assert.ThrowsAsync<StoreUnavailableException>(() => running)).Message);
        Assert.InRange(_time.GetElapsedTime(began), Limit, Limit + TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_store_that_says_nothing_at_all_fails_the_start_too()
    {
        var running = Wait(Limit).RunAsync(
            static async cancel =>
            {
                await Task.Delay(Timeout.Infinite, cancel);
                return 0;
            },
            default);

        await EndAsync(running);

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => running);
        Assert.Contains("within 60 s", failure.Message, StringComparison.Ordinal);
        Assert.Single(_log, static l => l.Text.Contains("no answer so far", StringComparison.Ordinal));
        Assert.Single(_reasons);
    }

    [Fact]
    public async Task Without_patience_the_first_failure_is_the_last()
        => await Assert.ThrowsAsync<StoreUnavailableException>(
            () => Wait(TimeSpan.Zero).RunAsync<int>(static _ => throw new StoreUnavailableException("no route"), default));

    [Fact]
    public async Task Patience_begins_anew_with_every_answer()
    {
        var wait = Wait(Limit);
        for (var i = 0; i < 3; i++)
        {
            var began = _time.GetTimestamp();
            while (_time.GetElapsedTime(began) < Limit - TimeSpan.FromSeconds(2))
            {
                await EndAsync(wait.PauseAsync(new StoreUnavailableException("slow"), default));
            }

            wait.Answered();
        }

        Assert.Equal(3, _log.Count(static l => l.Level == LogLevel.Warning));
    }

    [Fact]
    public async Task Whoever_gives_up_is_not_kept_waiting()
    {
        using var stopping = new CancellationTokenSource();
        var running = Wait(Limit).RunAsync<int>(static _ => throw new StoreUnavailableException("no route"), stopping.Token);

        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        => _log.Enqueue((logLevel, formatter(state, exception)));

    private StoreWait Wait(TimeSpan limit) => new("paper", limit, _time, this, _reasons.Enqueue);

    // Moves time on, in steps, whenever somebody waits for it.
    private async Task EndAsync(Task running)
        => await Eventually.TrueAsync(() =>
        {
            if (!running.IsCompleted && _time.ArmedTimers > 0)
            {
                _time.Advance(TimeSpan.FromMilliseconds(100));
            }

            return running.IsCompleted;
        });
}
