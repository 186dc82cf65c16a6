using Orleans.Registry.TestKit;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.ConformanceTests.Registries.Aspects;

/// <summary>Checks that the registry runs itself, against real ports of this machine.</summary>
public abstract class ActiveCheckConformance(IRegistryFactory factory) : ServiceRegistryConformance(factory)
{
    private static readonly InstanceId Id = Sample.Id("orders-1");

    [ServerFact]
    public async Task An_instance_that_stops_answering_is_unhealthy_until_it_answers_again()
    {
        using var port = new SwitchedPort();
        await RegisterAsync(Registration(port));
        var watch = await RecordAsync();

        port.Close();
        await watch.UntilAsync(static w => w.Changes.Any(static c => c.Kind == ChangeKind.Unhealthy), "the check fails");
        port.Open();
        await watch.UntilAsync(static w => w.Changes[^1].Kind == ChangeKind.Healthy, "the check passes again");

        var failed = watch.Changes.First(static c => c.Kind == ChangeKind.Unhealthy);
        Assert.Equal(["port"], failed.After!.FailingChecks);
        Assert.StartsWith($"check 'port' failed: could not connect to 127.0.0.1:{port.Number}", failed.Cause, StringComparison.Ordinal);
        Assert.Empty((await ReadAsync(Id)).FailingChecks);
    }

    [ServerFact]
    public async Task A_check_that_goes_on_passing_makes_no_revision()
    {
        using var port = new SwitchedPort();
        var registered = await RegisterAsync(Registration(port));

        await Eventually.TrueAsync(() => port.Accepted >= 2, TimeSpan.FromSeconds(90));

        Assert.Equal(registered.Position, (await ReadAsync()).Position);
    }

    [ServerFact]
    public async Task A_starting_instance_is_called_once_its_check_has_passed()
    {
        using var port = new SwitchedPort();
        await RegisterAsync(Registration(port) with { InitialStatus = InstanceStatus.Starting });

        await StatusAsync(InstanceStatus.Healthy);

        Assert.StartsWith("check 'port' passed", (await ReadAsync(Id)).StatusReason, StringComparison.Ordinal);
    }

    [ServerFact]
    public async Task An_instance_that_answers_its_checks_and_does_not_renew_its_lease_leaves_all_the_same()
    {
        using var port = new SwitchedPort();
        await Registry.SetPolicyAsync(Orders, new ServicePolicy { Protection = Sample.Unprotected }, new DocumentChange(), Limit);

        await RegisterAsync(Registration(port, Sample.ShortLease));

        await Eventually.TrueAsync(async () => (await ReadAsync()).Instances.Count == 0, TimeSpan.FromSeconds(90));
    }

    [ServerFact]
    public async Task A_program_on_the_registrys_machine_is_refused_by_the_name_of_its_field()
    {
        var script = new HealthCheckDefinition("script", HealthCheckKind.Script) { Target = "true" };

        var error = await RefusedAsync(
            RegistryErrorCode.InvalidRequest, () => Registry.RegisterAsync(With(Sample.Registration("orders-1"), script), default, Limit).AsTask());

        Assert.Equal("healthChecks[0].kind", Assert.Single(error.Fields).Field);
    }

    [ServerFact]
    public async Task A_target_that_leads_nowhere_is_refused_by_the_name_of_its_field()
    {
        var check = new HealthCheckDefinition("web", HealthCheckKind.Http) { Target = "ftp://host/" };

        var error = await RefusedAsync(
            RegistryErrorCode.InvalidRequest, () => Registry.RegisterAsync(With(Sample.Registration("orders-1"), check), default, Limit).AsTask());

        Assert.Equal("healthChecks[0].target", Assert.Single(error.Fields).Field);
    }

    [ServerFact]
    public async Task A_failing_check_that_is_taken_back_no_longer_counts()
    {
        using var port = new SwitchedPort();
        port.Close();
        await RegisterAsync(Registration(port));
        await StatusAsync(InstanceStatus.Unhealthy);

        await RegisterAsync(Sample.Registration("orders-1"));

        var instance = await ReadAsync(Id);
        Assert.Equal((InstanceStatus.Healthy, 0), (instance.Status, instance.FailingChecks.Count));
    }

    [ServerFact]
    public async Task Checks_move_what_lies_below_an_operators_status_and_not_the_status()
    {
        using var port = new SwitchedPort();
        await RegisterAsync(Registration(port));
        (await Registry.SetOverrideAsync(Id, new OverrideRequest(InstanceStatus.OutOfService), default, Limit)).GetValueOrThrow();

        port.Close();
        await Eventually.TrueAsync(async () => (await ReadAsync(Id)).ReportedStatus == InstanceStatus.Unhealthy, TimeSpan.FromSeconds(90));

        Assert.Equal(InstanceStatus.OutOfService, (await ReadAsync(Id)).Status);
    }

    [ServerFact]
    public async Task A_draining_instance_goes_on_draining_whatever_its_checks_find()
    {
        using var port = new SwitchedPort();
        await RegisterAsync(Registration(port));
        (await Registry.DrainAsync(Id, TimeSpan.Zero, default, Limit)).GetValueOrThrow();

        port.Close();
        await Eventually.TrueAsync(async () => (await ReadAsync(Id)).FailingChecks.Count == 1, TimeSpan.FromSeconds(90));

        Assert.Equal(InstanceStatus.Draining, (await ReadAsync(Id)).Status);
    }

    [ServerFact]
    public async Task Checks_go_on_after_a_restart_of_the_registry()
    {
        using var port = new SwitchedPort();
        await RegisterAsync(Registration(port));
        await RestartAsync();

        port.Close();
        await StatusAsync(InstanceStatus.Unhealthy);
        port.Open();

        await StatusAsync(InstanceStatus.Healthy);
    }

    [ServerFact]
    public async Task Checking_now_tells_what_each_check_finds_and_counts()
    {
        using var port = new SwitchedPort();
        var registration = Registration(port);
        var seldom = registration.Details.HealthChecks[0] with { Interval = TimeSpan.FromHours(1) };
        await RegisterAsync(With(registration, seldom));

        var passed = (await Registry.CheckNowAsync(Id, Limit)).GetValueOrThrow();
        port.Close();
        var failed = (await Registry.CheckNowAsync(Id, Limit)).GetValueOrThrow();

        Assert.Equal((InstanceStatus.Healthy, "port", true), (passed.Status, Assert.Single(passed.Results).Check, passed.Results[0].IsPassed));
        Assert.Equal((InstanceStatus.Unhealthy, false), (failed.Status, Assert.Single(failed.Results).IsPassed));
        Assert.StartsWith($"could not connect to 127.0.0.1:{port.Number}", failed.Results[0].Output, StringComparison.Ordinal);
        Assert.Equal(InstanceStatus.Unhealthy, (await ReadAsync(Id)).Status);
    }

    [ServerFact]
    public async Task Checking_now_finds_nothing_where_there_is_nothing_to_run()
    {
        await RegisterAsync("orders-1");

        var answer = (await Registry.CheckNowAsync(Id, Limit)).GetValueOrThrow();

        Assert.Equal((InstanceStatus.Healthy, 0), (answer.Status, answer.Results.Count));
        Assert.Equal(RegistryErrorCode.InstanceNotFound, (await Registry.CheckNowAsync(Sample.Id("nobody"), Limit)).Error?.Code);
    }

    private static InstanceRegistration Registration(SwitchedPort port, TimeSpan? ttl = null)
    {
        var registration = Sample.Registration("orders-1", ttl: ttl);
        return With(
            registration with { Details = registration.Details with { Address = "127.0.0.1", Port = port.Number } },
            new HealthCheckDefinition("port", HealthCheckKind.Tcp) { Interval = TimeSpan.FromSeconds(1), Timeout = TimeSpan.FromSeconds(1) });
    }

    private static InstanceRegistration With(InstanceRegistration registration, HealthCheckDefinition check)
        => registration with { Details = registration.Details with { HealthChecks = EquatableArray<HealthCheckDefinition>.Create([check]) } };

    private Task StatusAsync(InstanceStatus status)
        => Eventually.TrueAsync(async () => (await ReadAsync(Id)).Status == status, TimeSpan.FromSeconds(90), $"the instance is {status}");
}
