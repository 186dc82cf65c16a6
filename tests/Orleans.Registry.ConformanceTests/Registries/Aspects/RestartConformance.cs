using Orleans.Registry.ConformanceTests.Registries.Checking;
using Orleans.Registry.TestKit;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.ConformanceTests.Registries.Aspects;

/// <summary>
/// A registry that is ended and started again on what it has stored (P1, P2, P4). For registries whose
/// <see cref="RegistryUnderTest.RestartAsync"/> works.
/// </summary>
public abstract class RestartConformance(IRegistryFactory factory) : ServiceRegistryConformance(factory)
{
    private static readonly InstanceId Id = Sample.Id("orders-1");

    [ServerFact]
    public async Task Everything_that_was_acknowledged_is_there_after_a_restart()
    {
        await RegisterAsync(Sample.RichRegistration("rich"));
        await RegisterAsync("orders-1");
        await RegisterAsync("orders-2");
        await Registry.ReportHealthAsync(Id, new HealthReport(InstanceSignal.CheckFailed, "disk", "full"), default, Limit);
        await Registry.SetOverrideAsync(Sample.Id("orders-2"), new OverrideRequest(InstanceStatus.OutOfService, "swap", "ann"), default, Limit);
        await Registry.SetPolicyAsync(Orders, new ServicePolicy { MaxInstances = 3 }, new DocumentChange { By = "ann", Comment = "why" }, Limit);
        await Registry.SetConfigurationAsync(Orders, StringMap.Create([new("mode", "fast")]), new DocumentChange { By = "bob" }, Limit);
        await RegisterAsync(Sample.Registration("billing-1", "billing"));
        var before = await DescribeAsync();

        await RestartAsync();

        Assert.Equal(before, await DescribeAsync());
        await RefusedAsync(RegistryErrorCode.LimitExceeded, () => Registry.RegisterAsync(Sample.Registration("orders-3"), default, Limit).AsTask());
    }

    [ServerFact]
    public async Task Revisions_go_on_where_they_were()
    {
        var first = await RegisterAsync("orders-1");
        await RestartAsync();
        var second = await RegisterAsync("orders-2");
        await RestartAsync();
        var third = await RegisterAsync("orders-3");

        Assert.Equal([1, 2, 3], new[] { first, second, third }.Select(static r => r.Position.Revision.Value));
        Assert.Single(new[] { first, second, third }.Select(static r => r.Position.Epoch).Distinct());
    }

    [ServerFact]
    public async Task A_live_instance_is_not_expired_by_a_restart_and_a_dead_one_is()
    {
        await Registry.SetPolicyAsync(Orders, new ServicePolicy { Protection = Sample.Unprotected }, new DocumentChange(), Limit);
        await RegisterAsync(Sample.Registration("orders-1", ttl: Sample.ShortLease));
        await RegisterAsync(Sample.Registration("dead", ttl: Sample.ShortLease));
        await RestartAsync();

        await Eventually.TrueAsync(
            async () =>
            {
                Assert.Equal(RenewalOutcome.Renewed, await RenewAsync(Id));
                return (await ReadAsync()).Find(Sample.Id("dead")) is null;
            },
            TimeSpan.FromSeconds(60));
        Assert.Equal(Id, Assert.Single((await ReadAsync()).Instances).Id);
    }

    [ServerFact]
    public async Task A_reader_goes_on_over_a_restart_without_a_gap()
    {
        await RegisterAsync("orders-1");
        var position = (await RegisterAsync("orders-2")).Position;
        await RestartAsync();
        await RegisterAsync("orders-3");

        await using var watch = OpenWatch(Sample.Watch(Orders, position with { Revision = new Revision(1) }));

        Assert.Equal(Sample.Id("orders-2"), (await watch.NextChangeAsync()).InstanceId);
        Assert.Equal(Sample.Id("orders-3"), (await watch.NextChangeAsync()).InstanceId);
    }

    [ServerFact]
    public async Task A_mutation_sent_again_after_a_restart_is_not_applied_twice()
    {
        var (register, update, goodbye) = (OperationId.NewId(), OperationId.NewId(), OperationId.NewId());
        await RegisterAsync(Sample.Registration("orders-1"), register);
        await Registry.UpdateAsync(Id, new InstanceUpdate { Weight = 5 }, update, Limit);
        await Registry.UpdateAsync(Id, new InstanceUpdate { Weight = 7 }, default, Limit);
        await RegisterAsync("leaves");
        await Registry.DeregisterAsync(Sample.Id("leaves"), operationId: goodbye, cancellationToken: Limit);
        var before = await ReadAsync();

        await RestartAsync();
        Assert.False((await Registry.UpdateAsync(Id, new InstanceUpdate { Weight = 5 }, update, Limit)).GetValueOrThrow().Changed);
        Assert.False((await Registry.DeregisterAsync(Sample.Id("leaves"), operationId: goodbye, cancellationToken: Limit)).GetValueOrThrow().Changed);
        Assert.Equal(new Revision(1), (await RegisterAsync(Sample.Registration("orders-1"), register)).Position.Revision);

        Assert.Equal(before.Position, (await ReadAsync()).Position);
        Assert.Equal(7, (await ReadAsync(Id)).Details.Weight);
    }

    [ServerFact]
    public async Task History_is_there_after_a_restart()
    {
        for (var i = 0; i < 20; i++)
        {
            await RegisterAsync($"orders-{i}");
        }

        await Registry.DeregisterAsync(Id, RemovalReason.Evicted, default, Limit);
        var before = (await Registry.GetHistoryAsync(Orders, Revision.None, 100, Limit)).GetValueOrThrow();
        var then = (await Registry.GetAsOfAsync(Orders, HistoryPoint.At(new Revision(12)), Limit)).GetValueOrThrow();

        await RestartAsync();

        var after = (await Registry.GetHistoryAsync(Orders, Revision.None, 100, Limit)).GetValueOrThrow();
        Assert.Equal(before.Changes.Select(static c => $"{c} {c.At:O} {c.Cause} {c.Reason}"), after.Changes.Select(static c => $"{c} {c.At:O} {c.Cause} {c.Reason}"));
        var read = (await Registry.GetAsOfAsync(Orders, HistoryPoint.At(new Revision(12)), Limit)).GetValueOrThrow();
        Assert.Equal(WatchMirror.Lines(then.Instances), WatchMirror.Lines(read.Instances));
    }

    [ServerFact]
    public async Task An_override_of_an_instance_that_is_gone_outlives_a_restart_and_can_be_cleared()
    {
        await RegisterAsync("orders-1");
        await Registry.SetOverrideAsync(Id, new OverrideRequest(InstanceStatus.OutOfService), default, Limit);
        await Registry.DeregisterAsync(Id, cancellationToken: Limit);
        await RestartAsync();

        Assert.True((await Registry.ClearOverrideAsync(Id, default, Limit)).GetValueOrThrow().Changed);

        Assert.Equal(InstanceStatus.Healthy, (await RegisterAsync("orders-1")).Instance.Status);
    }

    [ServerFact]
    public async Task A_drain_goes_on_over_a_restart()
    {
        await RegisterAsync("orders-1");
        var drain = (await Registry.DrainAsync(Id, TimeSpan.Zero, default, Limit)).GetValueOrThrow();
        await RestartAsync();

        var after = (await Registry.GetDrainAsync(Id, TimeSpan.Zero, Limit)).GetValueOrThrow();

        Assert.Equal(drain.Position, after.Position);
        Assert.Equal(InstanceStatus.Draining, (await ReadAsync(Id)).Status);
    }

    [ServerFact]
    public async Task A_registry_that_lost_its_state_begins_another_epoch_and_says_so_to_its_readers()
    {
        await RegisterAsync("orders-1");
        var held = (await RegisterAsync("orders-2")).Position;
        await RestartAsync(keepState: false);
        Assert.Equal(RegistryErrorCode.ServiceNotFound, (await Registry.GetServiceAsync(Orders, null, Limit)).Error?.Code);
        Assert.Equal(RenewalOutcome.Unknown, await RenewAsync(Id));

        // As many changes as the reader holds: the revisions alone would tell it nothing.
        await RegisterAsync("orders-8");
        var receipt = await RegisterAsync("orders-9");
        Assert.Equal(held.Revision, receipt.Position.Revision);
        Assert.NotEqual(held.Epoch, receipt.Position.Epoch);

        await using var watch = OpenWatch(Sample.Watch(Orders, held));
        Assert.Equal(SnapshotReason.EpochChanged, (await watch.NextSnapshotAsync()).Reason);
        watch.Mirror.AssertShows(await ReadAsync());
    }

    private async Task<List<string>> DescribeAsync()
    {
        List<string> lines = [];
        foreach (var line in (await Registry.ListServicesAsync(new ServiceListQuery { IncludeEmpty = true }, Limit)).GetValueOrThrow().Services)
        {
            var snapshot = await ReadAsync(line.Name);
            lines.Add($"{line} {snapshot.ChangedAt:O} {snapshot.ConfigurationVersion}");
            foreach (var i in snapshot.Instances.OrderBy(static i => i.Id))
            {
                lines.Add($"{i} {i.Details with { HealthChecks = EquatableArray<HealthCheckDefinition>.Empty, Tags = TagSet.Empty, Metadata = StringMap.Empty }}");
                lines.Add($"{i.Details.Tags} {string.Join(',', i.Details.Metadata)} {string.Join(',', i.Details.HealthChecks)} {i.FailingChecks}");
                lines.Add($"{i.RegisteredAt:O} {i.StatusSince:O} {i.StatusReason} {i.Override} {i.Incarnation} {i.CreatedRevision} {i.ReportedStatus}");
            }

            lines.AddRange((await Registry.GetPoliciesAsync(line.Name, Limit)).GetValueOrThrow().Select(static p => $"{p.Version} {p.Policy.MaxInstances} {p.At:O} {p.By} {p.Comment}"));
            lines.AddRange((await Registry.GetConfigurationsAsync(line.Name, Limit)).GetValueOrThrow().Select(static c => $"{c.Version} {string.Join(',', c.Entries)} {c.At:O} {c.By}"));
        }

        return lines;
    }
}
