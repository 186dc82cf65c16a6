using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.ConformanceTests.Registries.Aspects;

/// <summary>What operators put over what instances say.</summary>
public abstract class OverrideConformance(IRegistryFactory factory) : ServiceRegistryConformance(factory)
{
    private static readonly InstanceId Id = Sample.Id("orders-1");

    [ServerFact]
    public async Task An_override_takes_an_instance_out_and_says_who_and_why()
    {
        await RegisterAsync("orders-1");

        var receipt = await OverrideAsync(InstanceStatus.OutOfService, "disk swap", "ann");

        Assert.True(receipt.Changed);
        var instance = await ReadAsync(Id);
        Assert.Equal(InstanceStatus.OutOfService, instance.Status);
        Assert.Equal(InstanceStatus.Healthy, instance.ReportedStatus);
        Assert.Equal(("disk swap", "ann"), (instance.Override!.Reason, instance.Override.By));
        Assert.Equal(instance.StatusSince, instance.Override.Since);
        Assert.Empty((await Registry.DiscoverAsync(Orders, InstanceQuery.Healthy, null, Limit)).GetValueOrThrow().Instances);
    }

    [ServerFact]
    public async Task What_an_instance_says_moves_on_under_an_override_and_shows_when_it_is_cleared()
    {
        await RegisterAsync("orders-1");
        await OverrideAsync(InstanceStatus.Healthy);
        var watch = await RecordAsync();

        var report = (await Registry.ReportHealthAsync(Id, new HealthReport(InstanceSignal.CheckFailed, "disk"), default, Limit)).GetValueOrThrow();

        Assert.Equal((InstanceStatus.Healthy, InstanceStatus.Unhealthy), (report.Instance!.Status, report.Instance.ReportedStatus));
        var cleared = (await Registry.ClearOverrideAsync(Id, default, Limit)).GetValueOrThrow();
        Assert.True(cleared.Changed);
        Assert.Equal(InstanceStatus.Unhealthy, cleared.Instance!.Status);
        Assert.Null(cleared.Instance.Override);
        await watch.ShowsAsync(await ReadAsync());
        Assert.Equal(ChangeKind.Unhealthy, watch.Changes[^1].Kind);
    }

    [ServerFact]
    public async Task An_override_stays_over_leaving_and_coming_back()
    {
        await RegisterAsync("orders-1");
        await OverrideAsync(InstanceStatus.OutOfService, "broken", "ann");
        (await Registry.DeregisterAsync(Id, cancellationToken: Limit)).GetValueOrThrow();

        var receipt = await RegisterAsync(Sample.Registration("orders-1", incarnation: 7));

        Assert.Equal(InstanceStatus.OutOfService, receipt.Instance.Status);
        Assert.Equal("broken", receipt.Instance.Override!.Reason);
    }

    [ServerFact]
    public async Task An_override_of_an_instance_that_is_gone_can_be_cleared()
    {
        await RegisterAsync("orders-1");
        await OverrideAsync(InstanceStatus.OutOfService);
        (await Registry.DeregisterAsync(Id, cancellationToken: Limit)).GetValueOrThrow();

        var receipt = (await Registry.ClearOverrideAsync(Id, default, Limit)).GetValueOrThrow();

        Assert.True(receipt.Changed);
        Assert.Null(receipt.Instance);
        Assert.Equal(InstanceStatus.Healthy, (await RegisterAsync("orders-1")).Instance.Status);
    }

    [ServerFact]
    public async Task Setting_the_same_override_again_and_clearing_none_change_nothing()
    {
        await RegisterAsync("orders-1");
        Assert.False((await Registry.ClearOverrideAsync(Id, default, Limit)).GetValueOrThrow().Changed);
        var first = await OverrideAsync(InstanceStatus.Unhealthy, "slow", "ann");

        var second = await OverrideAsync(InstanceStatus.Unhealthy, "slow", "ann");

        Assert.False(second.Changed);
        Assert.Equal(first.Position, (await ReadAsync()).Position);
    }

    [ServerFact]
    public async Task Another_reason_replaces_an_override()
    {
        await RegisterAsync("orders-1");
        await OverrideAsync(InstanceStatus.OutOfService, "slow", "ann");

        var receipt = await OverrideAsync(InstanceStatus.OutOfService, "very slow", "bob");

        Assert.True(receipt.Changed);
        Assert.Equal(("very slow", "bob"), (receipt.Instance!.Override!.Reason, receipt.Instance.Override.By));
    }

    [ServerTheory]
    [InlineData(InstanceStatus.Unknown)]
    [InlineData(InstanceStatus.Starting)]
    [InlineData(InstanceStatus.Draining)]
    public async Task Other_statuses_cannot_be_put_over_an_instance(InstanceStatus status)
    {
        await RegisterAsync("orders-1");

        var error = await RefusedAsync(
            RegistryErrorCode.InvalidRequest, () => Registry.SetOverrideAsync(Id, new OverrideRequest(status), default, Limit).AsTask());

        Assert.Equal("status", Assert.Single(error.Fields).Field);
    }

    [ServerFact]
    public async Task An_override_with_too_long_texts_names_them_all()
    {
        await RegisterAsync("orders-1");
        var request = new OverrideRequest(InstanceStatus.Unhealthy, new string('r', 513), new string('b', 129));

        var error = await RefusedAsync(RegistryErrorCode.InvalidRequest, () => Registry.SetOverrideAsync(Id, request, default, Limit).AsTask());

        Assert.Equal(["by", "reason"], error.Fields.Select(static f => f.Field).Order(StringComparer.Ordinal));
    }

    private async Task<MutationReceipt> OverrideAsync(InstanceStatus status, string reason = "", string by = "")
        => (await Registry.SetOverrideAsync(Id, new OverrideRequest(status, reason, by), default, Limit)).GetValueOrThrow();
}
