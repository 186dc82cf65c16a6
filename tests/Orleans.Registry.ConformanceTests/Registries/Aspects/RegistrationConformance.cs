using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.ConformanceTests.Registries.Aspects;

/// <summary>Coming and going.</summary>
public abstract class RegistrationConformance(IRegistryFactory factory) : ServiceRegistryConformance(factory)
{
    [ServerFact]
    public async Task A_new_instance_makes_the_first_revision_of_its_service()
    {
        var receipt = await RegisterAsync("orders-1");

        Assert.True(receipt.IsNew);
        Assert.Equal(new Revision(1), receipt.Position.Revision);
        Assert.Equal(new Revision(1), receipt.Instance.CreatedRevision);
        Assert.Equal(InstanceStatus.Healthy, receipt.Instance.Status);
        var snapshot = await ReadAsync();
        Assert.Equal(receipt.Position, snapshot.Position);
        Assert.Equal(Sample.Id("orders-1"), Assert.Single(snapshot.Instances).Id);
        Assert.Equal(receipt.Instance.RegisteredAt, snapshot.ChangedAt);
    }

    [ServerFact]
    public async Task What_an_instance_says_of_itself_comes_back_whole()
    {
        var registration = Sample.RichRegistration("orders/1:é🙂");

        var receipt = await RegisterAsync(registration);

        Assert.Equal(registration.Details, receipt.Instance.Details);
        var read = await ReadAsync(registration.Id);
        Assert.Equal(registration.Details, read.Details);
        Assert.Equal(registration.Incarnation, read.Incarnation);
        Assert.Equal(InstanceStatus.Starting, read.Status);
        Assert.Equal(read.RegisteredAt, read.StatusSince);
        Assert.Null(read.Override);
        Assert.Null(read.LapsedAt);
    }

    [ServerFact]
    public async Task Registering_again_without_a_difference_makes_no_revision()
    {
        var first = await RegisterAsync("orders-1");

        var second = await RegisterAsync("orders-1");

        Assert.False(second.IsNew);
        Assert.Equal(first.Position, second.Position);
        Assert.Equal(first.Position, (await ReadAsync()).Position);
    }

    [ServerFact]
    public async Task Registering_again_with_other_details_updates_the_record()
    {
        var first = await RegisterAsync("orders-1");

        var second = await RegisterAsync(Sample.Registration("orders-1") with { Details = Sample.Details() with { Port = 9090, Version = "2" } });

        Assert.False(second.IsNew);
        Assert.Equal(first.Position.Revision.Next, second.Position.Revision);
        var read = await ReadAsync(Sample.Id("orders-1"));
        Assert.Equal((9090, "2"), (read.Port, read.Details.Version));
        Assert.Equal(first.Instance.RegisteredAt, read.RegisteredAt);
        Assert.Equal(first.Instance.CreatedRevision, read.CreatedRevision);
    }

    [ServerFact]
    public async Task A_known_instance_keeps_its_status_when_it_registers_again()
    {
        await RegisterAsync("orders-1");
        await Registry.ReportHealthAsync(Sample.Id("orders-1"), new HealthReport(InstanceSignal.CheckFailed, "disk"), default, Limit);

        await RegisterAsync(Sample.Registration("orders-1") with { Details = Sample.Details() with { Port = 9090 } });

        Assert.Equal(InstanceStatus.Unhealthy, (await ReadAsync(Sample.Id("orders-1"))).Status);
    }

    [ServerFact]
    public async Task Another_process_under_the_same_id_starts_anew()
    {
        await RegisterAsync(Sample.Registration("orders-1", incarnation: 1));
        await Registry.ReportHealthAsync(Sample.Id("orders-1"), new HealthReport(InstanceSignal.CheckFailed, "disk"), default, Limit);

        var receipt = await RegisterAsync(Sample.Registration("orders-1", incarnation: 2));

        Assert.False(receipt.IsNew);
        Assert.Equal(InstanceStatus.Healthy, receipt.Instance.Status);
        Assert.Equal(2ul, (await ReadAsync(Sample.Id("orders-1"))).Incarnation);
    }

    [ServerFact]
    public async Task An_id_of_another_service_is_refused()
    {
        await RegisterAsync("shared");

        var error = await RefusedAsync(
            RegistryErrorCode.InstanceIdInUse, () => Registry.RegisterAsync(Sample.Registration("shared", "billing"), default, Limit).AsTask());

        Assert.Contains("orders", error.Message, StringComparison.Ordinal);
        Assert.Equal(Orders, (await ReadAsync(Sample.Id("shared"))).Service);
        Assert.Equal(RegistryErrorCode.ServiceNotFound, (await Registry.GetServiceAsync(ServiceName.Parse("billing"), null, Limit)).Error?.Code);
    }

    [ServerFact]
    public async Task An_id_that_was_given_up_may_move_to_another_service()
    {
        await RegisterAsync("shared");
        (await Registry.DeregisterAsync(Sample.Id("shared"), cancellationToken: Limit)).GetValueOrThrow();

        var receipt = await RegisterAsync(Sample.Registration("shared", "billing"));

        Assert.True(receipt.IsNew);
        Assert.Equal("billing", (await ReadAsync(Sample.Id("shared"))).Service.Value);
        Assert.Empty((await ReadAsync()).Instances);
    }

    [ServerFact]
    public async Task Names_of_services_are_the_same_in_any_case_and_ids_are_not()
    {
        await RegisterAsync(Sample.Registration("one", "Orders"));
        await RegisterAsync(Sample.Registration("ONE", "oRDERS"));

        Assert.Equal(["ONE", "one"], (await ReadAsync()).Instances.Select(static i => i.Id.Value).Order(StringComparer.Ordinal));
    }

    [ServerFact]
    public async Task Registered_again_after_leaving_an_instance_is_new()
    {
        var first = await RegisterAsync("orders-1");
        (await Registry.DeregisterAsync(Sample.Id("orders-1"), cancellationToken: Limit)).GetValueOrThrow();

        var second = await RegisterAsync("orders-1");

        Assert.True(second.IsNew);
        Assert.Equal(first.Position.Epoch, second.Position.Epoch);
        Assert.Equal(new Revision(3), second.Position.Revision);
        Assert.Equal(new Revision(3), second.Instance.CreatedRevision);
    }

    [ServerTheory]
    [InlineData(RemovalReason.Deregistered)]
    [InlineData(RemovalReason.Evicted)]
    public async Task A_removed_instance_is_gone_and_its_service_stays(RemovalReason reason)
    {
        await RegisterAsync("orders-1");
        var watch = await RecordAsync();

        var receipt = (await Registry.DeregisterAsync(Sample.Id("orders-1"), reason, default, Limit)).GetValueOrThrow();

        Assert.True(receipt.Changed);
        Assert.Null(receipt.Instance);
        Assert.Equal(RegistryErrorCode.InstanceNotFound, (await Registry.GetInstanceAsync(Sample.Id("orders-1"), null, Limit)).Error?.Code);
        var snapshot = await ReadAsync();
        Assert.Empty(snapshot.Instances);
        Assert.Equal(receipt.Position, snapshot.Position);
        await watch.ShowsAsync(snapshot);
        var page = (await Registry.GetHistoryAsync(Orders, Revision.None, 100, Limit)).GetValueOrThrow();
        Assert.Equal((ChangeKind.Deregistered, reason), (page.Changes[^1].Kind, page.Changes[^1].Reason));
    }

    [ServerTheory]
    [InlineData(RemovalReason.None)]
    [InlineData(RemovalReason.Expired)]
    public async Task Only_the_registry_expires_an_instance(RemovalReason reason)
    {
        await RegisterAsync("orders-1");

        await RefusedAsync(RegistryErrorCode.InvalidRequest, () => Registry.DeregisterAsync(Sample.Id("orders-1"), reason, default, Limit).AsTask());
    }

    [ServerFact]
    public async Task Mutations_of_an_unknown_instance_are_refused()
    {
        await RegisterAsync("orders-1");
        var id = Sample.Id("nobody");
        var code = RegistryErrorCode.InstanceNotFound;

        await RefusedAsync(code, () => Registry.DeregisterAsync(id, cancellationToken: Limit).AsTask());
        await RefusedAsync(code, () => Registry.ReportHealthAsync(id, new HealthReport(InstanceSignal.Ready), default, Limit).AsTask());
        await RefusedAsync(code, () => Registry.UpdateAsync(id, new InstanceUpdate { Weight = 1 }, default, Limit).AsTask());
        await RefusedAsync(code, () => Registry.SetOverrideAsync(id, new OverrideRequest(InstanceStatus.OutOfService), default, Limit).AsTask());
        await RefusedAsync(code, () => Registry.ClearOverrideAsync(id, default, Limit).AsTask());
        await RefusedAsync(code, () => Registry.DrainAsync(id, TimeSpan.Zero, default, Limit).AsTask());
        await RefusedAsync(code, () => Registry.GetDrainAsync(id, TimeSpan.Zero, Limit).AsTask());
        await RefusedAsync(code, () => Registry.ResumeAsync(id, default, Limit).AsTask());
        await RefusedAsync(code, () => Registry.GetInstanceAsync(id, null, Limit).AsTask());
    }
}
