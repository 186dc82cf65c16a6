using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.ConformanceTests.Registries.Aspects;

/// <summary>The status machine, as health reports drive it.</summary>
public abstract class HealthConformance(IRegistryFactory factory) : ServiceRegistryConformance(factory)
{
    private static readonly InstanceId Id = Sample.Id("orders-1");

    [ServerTheory]
    [InlineData(InstanceSignal.Ready)]
    [InlineData(InstanceSignal.CheckPassed)]
    public async Task A_starting_instance_is_called_only_when_it_is_ready(InstanceSignal signal)
    {
        await RegisterAsync(Sample.Registration("orders-1") with { InitialStatus = InstanceStatus.Starting });
        Assert.Empty((await Registry.DiscoverAsync(Orders, InstanceQuery.Healthy, null, Limit)).GetValueOrThrow().Instances);

        var receipt = await ReportAsync(signal);

        Assert.True(receipt.Changed);
        Assert.Equal(InstanceStatus.Healthy, receipt.Instance!.Status);
        Assert.Single((await Registry.DiscoverAsync(Orders, InstanceQuery.Healthy, null, Limit)).GetValueOrThrow().Instances);
    }

    [ServerFact]
    public async Task An_instance_is_healthy_again_when_no_check_fails_any_more()
    {
        await RegisterAsync("orders-1");
        var watch = await RecordAsync();

        await ReportAsync(InstanceSignal.CheckFailed, "disk", "97 % full");
        await ReportAsync(InstanceSignal.CheckFailed, "queue");
        var first = await ReportAsync(InstanceSignal.CheckPassed, "disk");
        var second = await ReportAsync(InstanceSignal.CheckPassed, "queue");

        Assert.Equal(InstanceStatus.Unhealthy, first.Instance!.Status);
        Assert.Equal(["queue"], first.Instance.FailingChecks);
        Assert.Equal(InstanceStatus.Healthy, second.Instance!.Status);
        Assert.Empty(second.Instance.FailingChecks);
        await watch.ShowsAsync(await ReadAsync());
        Assert.Equal([ChangeKind.Unhealthy, ChangeKind.Updated, ChangeKind.Updated, ChangeKind.Healthy], watch.Changes.Select(static c => c.Kind).TakeLast(4));
        Assert.Contains("97 % full", watch.Changes.First(static c => c.Kind == ChangeKind.Unhealthy).Cause, StringComparison.Ordinal);
    }

    [ServerFact]
    public async Task A_report_that_tells_nothing_new_makes_no_revision()
    {
        var registered = await RegisterAsync("orders-1");

        var receipt = await ReportAsync(InstanceSignal.CheckPassed, "disk");

        Assert.False(receipt.Changed);
        Assert.Equal(registered.Position, receipt.Position);
        Assert.Equal(registered.Position, (await ReadAsync()).Position);
    }

    [ServerFact]
    public async Task The_time_of_a_status_moves_only_with_the_status()
    {
        await RegisterAsync("orders-1");
        var failed = (await ReportAsync(InstanceSignal.CheckFailed, "disk")).Instance!;

        var failedMore = (await ReportAsync(InstanceSignal.CheckFailed, "queue")).Instance!;

        Assert.Equal(failed.StatusSince, failedMore.StatusSince);
        Assert.True(failed.StatusSince >= failed.RegisteredAt);
    }

    [ServerFact]
    public async Task An_unhealthy_instance_cannot_just_say_that_it_is_ready()
    {
        await RegisterAsync("orders-1");
        await ReportAsync(InstanceSignal.CheckFailed, "disk");

        await RefusedAsync(
            RegistryErrorCode.InvalidTransition, () => Registry.ReportHealthAsync(Id, new HealthReport(InstanceSignal.Ready), default, Limit).AsTask());
    }

    [ServerFact]
    public async Task Only_a_draining_instance_can_be_resumed()
    {
        await RegisterAsync("orders-1");

        await RefusedAsync(RegistryErrorCode.InvalidTransition, () => Registry.ResumeAsync(Id, default, Limit).AsTask());
    }

    [ServerTheory]
    [InlineData(InstanceSignal.None)]
    [InlineData(InstanceSignal.Drain)]
    [InlineData(InstanceSignal.Resume)]
    public async Task Signals_that_are_no_report_are_refused(InstanceSignal signal)
    {
        await RegisterAsync("orders-1");

        await RefusedAsync(
            RegistryErrorCode.InvalidRequest, () => Registry.ReportHealthAsync(Id, new HealthReport(signal), default, Limit).AsTask());
    }

    [ServerFact]
    public async Task A_report_with_too_long_texts_names_them_all()
    {
        await RegisterAsync("orders-1");
        var report = new HealthReport(InstanceSignal.CheckFailed, new string('c', 65), new string('o', 1025));

        var error = await RefusedAsync(RegistryErrorCode.InvalidRequest, () => Registry.ReportHealthAsync(Id, report, default, Limit).AsTask());

        Assert.Equal(["check", "output"], error.Fields.Select(static f => f.Field).Order(StringComparer.Ordinal));
    }

    private async Task<MutationReceipt> ReportAsync(InstanceSignal signal, string check = "", string output = "")
        => (await Registry.ReportHealthAsync(Id, new HealthReport(signal, check, output), default, Limit)).GetValueOrThrow();
}
