using Orleans.Registry.HealthChecks.Tests.Support;
using Orleans.Registry.TestKit;

namespace Orleans.Registry.HealthChecks.Tests.Scheduling;

public sealed class InstanceChecksTests : IAsyncLifetime
{
    private readonly Stage _stage = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _stage.DisposeAsync();

    [Fact]
    public async Task A_check_that_goes_on_finding_what_is_recorded_reports_nothing()
    {
        using var checks = _stage.Start(Fleet.Instance(Fleet.Http()));

        for (var i = 0; i < 5; i++)
        {
            await _stage.RunAsync("web");
        }

        Assert.Equal(0, _stage.Sink.Offered);
    }

    [Fact]
    public async Task Each_change_of_mind_is_reported_once()
    {
        using var checks = _stage.Start(Fleet.Instance(Fleet.Http()));

        foreach (var passes in (bool[])[true, false, false, false, true, true, false])
        {
            _stage["web"].Passes = passes;
            await _stage.RunAsync("web");
        }

        Assert.Equal("-web +web -web", _stage.Sink.Told);
        Assert.Equal(["broken", "fine", "broken"], _stage.Sink.Reports.Select(static r => r.Output));
    }

    [Fact]
    public async Task It_takes_so_many_failures_and_successes_in_a_row_as_the_instance_asked_for()
    {
        using var checks = _stage.Start(Fleet.Instance(Fleet.Http() with { FailuresBeforeUnhealthy = 3, SuccessesBeforeHealthy = 2 }));
        List<string> told = [];

        foreach (var passes in (bool[])[false, false, true, false, false, false, true, false, true, true])
        {
            _stage["web"].Passes = passes;
            await _stage.RunAsync("web");
            told.Add(_stage.Sink.Told);
        }

        Assert.Equal(["", "", "", "", "", "-web", "-web", "-web", "-web", "-web +web"], told);
    }

    [Fact]
    public async Task What_was_not_taken_in_is_reported_again_after_the_next_run()
    {
        using var checks = _stage.Start(Fleet.Instance(Fleet.Http()));
        _stage["web"].Passes = false;
        _stage.Sink.Takes = false;
        await _stage.RunAsync("web");
        await _stage.RunAsync("web");
        Assert.Equal((2, ""), (_stage.Sink.Offered, _stage.Sink.Told));

        _stage.Sink.Takes = true;
        await _stage.RunAsync("web");
        await _stage.RunAsync("web");

        Assert.Equal((3, "-web"), (_stage.Sink.Offered, _stage.Sink.Told));
    }

    [Fact]
    public async Task What_somebody_else_has_recorded_against_a_check_is_set_right()
    {
        var instance = Fleet.Instance(Fleet.Http());
        using var checks = _stage.Start(instance);
        await _stage.RunAsync("web");

        checks.Update(instance.Next(InstanceStatus.Unhealthy, TagSet.Create(["web"])));
        await _stage.RunAsync("web");

        Assert.Equal("+web", _stage.Sink.Told);
    }

    [Fact]
    public async Task A_failure_that_is_recorded_already_is_known_after_a_restart_of_the_registry()
    {
        using var checks = _stage.Start(Fleet.Instance(Fleet.Http()).Next(InstanceStatus.Unhealthy, TagSet.Create(["web"])));
        _stage["web"].Passes = false;
        await _stage.RunAsync("web");
        Assert.Equal("", _stage.Sink.Told);

        _stage["web"].Passes = true;
        await _stage.RunAsync("web");

        Assert.Equal("+web", _stage.Sink.Told);
    }

    [Fact]
    public async Task A_starting_instance_is_reported_well_when_all_of_its_checks_have_passed_and_not_before()
    {
        using var checks = _stage.Start(Fleet.Instance(Fleet.Http(), Fleet.Tcp()).Next(InstanceStatus.Starting));
        _stage["port"].Hold = new TaskCompletionSource();
        _stage.Time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => _stage["web"].Runs == 1 && _stage["port"].Runs == 1 && _stage.Scheduler.Running == 1);
        Assert.Equal("", _stage.Sink.Told);

        _stage["port"].Hold!.SetResult();
        await Eventually.TrueAsync(() => _stage.Scheduler.Running == 0);

        Assert.Equal("+port", _stage.Sink.Told);
    }

    [Fact]
    public async Task A_failing_check_is_not_covered_up_by_another_that_has_not_run_yet()
    {
        using var checks = _stage.Start(Fleet.Instance(Fleet.Http(), Fleet.Tcp() with { SuccessesBeforeHealthy = 3 }).Next(InstanceStatus.Starting));
        _stage["web"].Passes = false;
        _stage.Time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => _stage["web"].Runs == 1 && _stage["port"].Runs == 1 && _stage.Scheduler.Running == 0);
        _stage["web"].Passes = true;
        await BothAsync();
        Assert.Equal("-web", _stage.Sink.Told);

        await BothAsync();
        await BothAsync();

        Assert.Equal("-web +web", _stage.Sink.Told);
    }

    [Fact]
    public async Task Another_process_under_the_same_id_is_checked_from_the_beginning()
    {
        var instance = Fleet.Instance(Fleet.Http() with { FailuresBeforeUnhealthy = 2 });
        using var checks = _stage.Start(instance);
        _stage["web"].Passes = false;
        await _stage.RunAsync("web");

        checks.Update(instance.Next(incarnation: 2));
        await _stage.RunAsync("web");
        Assert.Equal("", _stage.Sink.Told);
        await _stage.RunAsync("web");

        Assert.Equal("-web", _stage.Sink.Told);
    }

    [Fact]
    public async Task What_was_found_of_the_process_before_does_not_count_against_the_one_after()
    {
        var instance = Fleet.Instance(Fleet.Http());
        using var checks = _stage.Start(instance);
        _stage["web"].Passes = false;
        _stage["web"].Hold = new TaskCompletionSource();
        _stage.Time.Advance(TimeSpan.FromSeconds(10));
        await Eventually.TrueAsync(() => _stage["web"].Runs == 1);

        checks.Update(instance.Next(incarnation: 2));
        _stage["web"].Hold!.SetResult();
        await Eventually.TrueAsync(() => _stage.Scheduler.Running == 0);

        Assert.Equal(0, _stage.Sink.Offered);
    }

    [Fact]
    public async Task Nothing_is_said_of_an_instance_whose_lease_has_lapsed()
    {
        var instance = Fleet.Instance(Fleet.Http()).Next(InstanceStatus.Unhealthy, lapsedAt: DateTimeOffset.UnixEpoch);
        using var checks = _stage.Start(instance);
        _stage["web"].Passes = false;
        await _stage.RunAsync("web");
        Assert.Equal(0, _stage.Sink.Offered);

        checks.Update(instance.Next(InstanceStatus.Healthy));
        await _stage.RunAsync("web");

        Assert.Equal("-web", _stage.Sink.Told);
    }

    [Fact]
    public async Task A_check_that_is_asked_for_as_before_keeps_its_count_when_others_come_and_go()
    {
        var web = Fleet.Http() with { FailuresBeforeUnhealthy = 2 };
        var instance = Fleet.Instance(web, Fleet.Tcp());
        using var checks = _stage.Start(instance);
        _stage["web"].Passes = false;
        await BothAsync();

        checks.Update(instance.Next(details: instance.Details with { HealthChecks = EquatableArray<HealthCheckDefinition>.Create([web]) }));
        var runs = _stage["port"].Runs;
        await _stage.RunAsync("web");

        Assert.Equal("-web", _stage.Sink.Told);
        Assert.Equal(runs, _stage["port"].Runs);
        Assert.Equal(1, _stage.Scheduler.Scheduled);
    }

    [Fact]
    public async Task An_older_record_does_not_undo_a_newer_one()
    {
        var instance = Fleet.Instance(Fleet.Http());
        using var checks = _stage.Start(instance);
        var newer = instance.Next(InstanceStatus.Unhealthy, TagSet.Create(["web"]));
        checks.Update(newer.Next(InstanceStatus.Healthy, TagSet.Empty));

        checks.Update(newer);
        await _stage.RunAsync("web");

        Assert.Equal(0, _stage.Sink.Offered);
    }

    [Fact]
    public async Task Checking_now_runs_every_check_at_once_and_counts_like_any_other_run()
    {
        using var checks = _stage.Start(Fleet.Instance(Fleet.Http(), Fleet.Tcp()));
        _stage["web"].Passes = false;

        var results = await Eventually.ResultAsync(checks.RunNowAsync(CancellationToken.None));

        Assert.Equal([("web", false, "broken"), ("port", true, "fine")], results.Select(static r => (r.Check, r.IsPassed, r.Output)));
        Assert.Equal("-web", _stage.Sink.Told);
        Assert.Equal((1, 1), (_stage["web"].Runs, _stage["port"].Runs));
    }

    [Fact]
    public async Task Checking_now_joins_the_run_that_is_under_way()
    {
        using var checks = _stage.Start(Fleet.Instance(Fleet.Http()));
        _stage["web"].Hold = new TaskCompletionSource();
        _stage.Time.Advance(TimeSpan.FromSeconds(10));
        await Eventually.TrueAsync(() => _stage["web"].Runs == 1);

        var (one, two) = (checks.RunNowAsync(CancellationToken.None), checks.RunNowAsync(CancellationToken.None));
        _stage["web"].Hold!.SetResult();

        Assert.Same((await Eventually.ResultAsync(one))[0], (await Eventually.ResultAsync(two))[0]);
        Assert.Equal(1, _stage["web"].Runs);
    }

    [Fact]
    public async Task Whoever_waits_for_a_check_is_let_go_when_the_instance_leaves()
    {
        var checks = _stage.Start(Fleet.Instance(Fleet.Http()));
        _stage["web"].Hold = new TaskCompletionSource();
        var running = checks.RunNowAsync(CancellationToken.None);

        checks.Dispose();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(Eventually.DefaultDeadline));
        await Eventually.TrueAsync(() => _stage.Scheduler.Running == 0);
        Assert.Equal(0, _stage.Sink.Offered);
    }

    private async Task BothAsync()
    {
        var (web, port) = (_stage["web"].Runs, _stage["port"].Runs);
        _stage.Time.Advance(TimeSpan.FromSeconds(10));
        await Eventually.TrueAsync(() => _stage["web"].Runs > web && _stage["port"].Runs > port && _stage.Scheduler.Running == 0);
    }
}
