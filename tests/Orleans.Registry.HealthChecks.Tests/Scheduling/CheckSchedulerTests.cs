using Orleans.Registry.HealthChecks.Tests.Support;
using Orleans.Registry.TestKit;

namespace Orleans.Registry.HealthChecks.Tests.Scheduling;

public sealed class CheckSchedulerTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task First_runs_are_spread_over_the_interval_and_none_is_later()
    {
        await using var stage = new Stage(1000);
        var began = stage.Time.GetUtcNow();
        var checks = Enumerable.Range(0, 200).Select(i => stage.Start(Fleet.Instance($"i-{i}", 80, Named(i)))).ToList();

        // In small steps, so that each run sees when it was begun.
        for (var step = 0; step < 100; step++)
        {
            stage.Time.Advance(Interval / 100);
            await Eventually.TrueAsync(() => stage.Scheduler.Running == 0);
        }

        var firsts = Enumerable.Range(0, 200).Select(i => stage[$"c{i}"].Times.Single() - began).ToList();
        Assert.All(firsts, static first => Assert.InRange(first, TimeSpan.Zero, Interval));

        // Of 200 drawn evenly, no tenth of the interval gets none or a third.
        Assert.All(
            firsts.GroupBy(static f => Math.Min(9, (int)(f / (Interval / 10)))),
            static tenth => Assert.InRange(tenth.Count(), 1, 66));
        Assert.True(firsts.Select(static f => (int)(f / (Interval / 10))).Distinct().Count() >= 9);
        checks.ForEach(static c => c.Dispose());
    }

    [Fact]
    public async Task Runs_follow_one_another_by_the_interval_without_drifting()
    {
        await using var stage = new Stage();
        using var checks = stage.Start(Fleet.Instance(Named(0)));
        for (var step = 0; step < 400; step++)
        {
            stage.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Eventually.TrueAsync(() => stage.Scheduler.Running == 0);
        }

        var times = stage["c0"].Times;
        Assert.Equal(4, times.Count);
        Assert.All(times.Zip(times.Skip(1)), static pair => Assert.InRange((pair.Second - pair.First).TotalSeconds, 9.8, 10.2));
    }

    [Fact]
    public async Task A_check_never_runs_twice_at_once_however_long_it_takes()
    {
        await using var stage = new Stage();
        using var checks = stage.Start(Fleet.Instance(Named(0) with { Timeout = TimeSpan.FromMinutes(1), Interval = TimeSpan.FromSeconds(1) }));
        var hold = stage["c0"].Hold = new TaskCompletionSource();
        for (var step = 0; step < 50; step++)
        {
            stage.Time.Advance(TimeSpan.FromSeconds(1));
        }

        await Eventually.TrueAsync(() => stage["c0"].Runs == 1);
        stage["c0"].Hold = null;
        hold.SetResult();
        await Eventually.TrueAsync(() => stage.Scheduler.Running == 0);
        stage.Time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => stage["c0"].Runs >= 2 && stage.Scheduler.Running == 0);

        Assert.Equal(1, stage["c0"].MostAtOnce);
    }

    [Fact]
    public async Task No_more_checks_run_at_once_than_allowed_and_those_that_wait_get_their_turn()
    {
        await using var stage = new Stage(maxConcurrency: 3);
        var hold = new TaskCompletionSource();
        var probes = Enumerable.Range(0, 10).Select(i => stage[$"c{i}"]).ToList();
        probes.ForEach(p => p.Hold = hold);
        var checks = Enumerable.Range(0, 10).Select(i => stage.Start(Fleet.Instance($"i-{i}", 80, Named(i)))).ToList();
        stage.Time.Advance(Interval);
        await Eventually.TrueAsync(() => probes.Sum(static p => p.Runs) == 3);
        Assert.Equal(3, stage.Scheduler.Running);

        hold.SetResult();
        await Eventually.TrueAsync(() => probes.TrueForAll(static p => p.Runs == 1) && stage.Scheduler.Running == 0);

        checks.ForEach(static c => c.Dispose());
    }

    [Fact]
    public async Task What_does_not_answer_in_time_is_ended_and_counts_as_failed()
    {
        await using var stage = new Stage();
        using var checks = stage.Start(Fleet.Instance(Named(0) with { Timeout = TimeSpan.FromSeconds(2) }));
        stage["c0"].Hold = new TaskCompletionSource();
        stage.Time.Advance(Interval);
        await Eventually.TrueAsync(() => stage["c0"].Runs == 1);

        stage.Time.Advance(TimeSpan.FromSeconds(2));
        await Eventually.TrueAsync(() => stage.Scheduler.Running == 0);

        Assert.Equal("-c0", stage.Sink.Told);
        Assert.Equal("no answer within 2 s", stage.Sink.Reports[0].Output);
    }

    [Fact]
    public async Task An_instance_that_leaves_ends_its_check_under_way_and_none_follows()
    {
        await using var stage = new Stage();
        var checks = stage.Start(Fleet.Instance(Named(0)));
        stage["c0"].Hold = new TaskCompletionSource();
        stage.Time.Advance(Interval);
        await Eventually.TrueAsync(() => stage["c0"].Runs == 1);

        checks.Dispose();
        await Eventually.TrueAsync(() => stage.Scheduler.Running == 0);
        stage.Time.Advance(Interval * 5);

        Assert.Equal((0, 0, 1), (stage.Scheduler.Scheduled, stage.Sink.Offered, stage["c0"].Runs));
    }

    [Fact]
    public async Task Instances_that_come_and_go_leave_nothing_behind_in_the_queue()
    {
        await using var stage = new Stage();
        for (var i = 0; i < 20_000; i++)
        {
            stage.Start(Fleet.Instance($"i-{i}", 80, Named(0) with { Interval = TimeSpan.FromHours(1) })).Dispose();
        }

        Assert.InRange(stage.Scheduler.Queued, 0, 1000);
        Assert.Equal(0, stage.Scheduler.Scheduled);
    }

    [Fact]
    public async Task Disposal_ends_what_runs_and_waits_for_it()
    {
        var stage = new Stage();
        var checks = stage.Start(Fleet.Instance(Named(0)));
        stage["c0"].Hold = new TaskCompletionSource();
        stage.Time.Advance(Interval);
        await Eventually.TrueAsync(() => stage["c0"].Runs == 1);

        await Eventually.EndsAsync(stage.DisposeAsync().AsTask());

        Assert.Equal((0, 0, 0), (stage.Scheduler.Running, stage.Scheduler.Scheduled, stage.Sink.Offered));
        Assert.Equal(0, stage.Time.ArmedTimers);
        checks.Dispose();
    }

    [Fact]
    public async Task A_check_that_breaks_counts_as_failed_and_is_run_again()
    {
        await using var stage = new Stage();
        var broken = new InstanceChecks(
            Fleet.Instance(Named(0)), stage.Sink, stage.Scheduler, static (_, _) => new BrokenProbe(), Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        stage.Time.Advance(Interval);
        await Eventually.TrueAsync(() => stage.Sink.Offered == 1 && stage.Scheduler.Running == 0);
        stage.Time.Advance(Interval);
        await Eventually.TrueAsync(() => stage.Sink.Offered == 2);

        Assert.Equal("the check itself broke: bug", stage.Sink.Reports[0].Output);
        broken.Dispose();
    }

    private static HealthCheckDefinition Named(int i) => Fleet.Tcp() with { Name = $"c{i}" };

    private sealed class BrokenProbe : IProbe
    {
        public ValueTask<ProbeResult> RunAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("bug");
    }
}
