using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.ConformanceTests.Registries.Aspects;

/// <summary>Sending a mutation again never applies it twice (P8).</summary>
public abstract class IdempotencyConformance(IRegistryFactory factory) : ServiceRegistryConformance(factory)
{
    private static readonly InstanceId Id = Sample.Id("orders-1");

    public static TheoryData<string> Mutations => new() { "deregister", "report", "update", "set override", "clear override", "drain", "resume" };

    [ServerFact]
    public async Task A_registration_sent_again_is_answered_as_the_first_time()
    {
        var operation = OperationId.NewId();
        var first = await RegisterAsync(Sample.Registration("orders-1", incarnation: 1), operation);
        await Registry.UpdateAsync(Id, new InstanceUpdate { Weight = 3 }, default, Limit);
        var before = await ReadAsync();

        var second = await RegisterAsync(Sample.Registration("orders-1", incarnation: 1), operation);

        Assert.Equal((first.Position, true), (second.Position, second.IsNew));
        Assert.Equal(before.Position, (await ReadAsync()).Position);
        Assert.Equal(3, (await ReadAsync(Id)).Details.Weight);
    }

    [ServerFact]
    public async Task A_registration_sent_again_does_not_bring_a_removed_instance_back()
    {
        var operation = OperationId.NewId();
        await RegisterAsync(Sample.Registration("orders-1"), operation);
        await Registry.DeregisterAsync(Id, cancellationToken: Limit);

        await Registry.RegisterAsync(Sample.Registration("orders-1"), operation, Limit);

        Assert.Empty((await ReadAsync()).Instances);
    }

    [ServerFact]
    public async Task A_goodbye_sent_again_does_not_remove_the_next_instance_of_the_id()
    {
        var operation = OperationId.NewId();
        await RegisterAsync("orders-1");
        var first = (await Registry.DeregisterAsync(Id, operationId: operation, cancellationToken: Limit)).GetValueOrThrow();
        await RegisterAsync("orders-1");

        var second = (await Registry.DeregisterAsync(Id, operationId: operation, cancellationToken: Limit)).GetValueOrThrow();

        Assert.Equal((first.Position, false), (second.Position, second.Changed));
        Assert.Single((await ReadAsync()).Instances);
    }

    [ServerTheory]
    [MemberData(nameof(Mutations))]
    public async Task A_mutation_sent_again_changes_nothing_and_names_the_same_revision(string mutation)
    {
        await PrepareAsync(mutation);
        var operation = OperationId.NewId();
        var first = await MutateAsync(mutation, operation);
        var before = await ReadAsync();
        await RegisterAsync("another");

        var second = await MutateAsync(mutation, operation);

        Assert.Equal(first, second);
        Assert.Equal(before.Revision.Next, (await ReadAsync()).Revision);
    }

    [ServerTheory]
    [MemberData(nameof(Mutations))]
    public async Task A_mutation_sent_many_times_at_once_is_applied_once(string mutation)
    {
        await PrepareAsync(mutation);
        var before = await ReadAsync();
        var operation = OperationId.NewId();

        var positions = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => MutateAsync(mutation, operation))));

        Assert.Equal(before.Revision.Next, Assert.Single(positions.Distinct()).Revision);
        Assert.Equal(before.Revision.Next, (await ReadAsync()).Revision);
    }

    [ServerFact]
    public async Task An_earlier_update_that_is_sent_again_does_not_undo_a_later_one()
    {
        await RegisterAsync("orders-1");
        var operation = OperationId.NewId();
        await Registry.UpdateAsync(Id, new InstanceUpdate { Weight = 5 }, operation, Limit);
        await Registry.UpdateAsync(Id, new InstanceUpdate { Weight = 7 }, OperationId.NewId(), Limit);

        var again = (await Registry.UpdateAsync(Id, new InstanceUpdate { Weight = 5 }, operation, Limit)).GetValueOrThrow();

        Assert.False(again.Changed);
        Assert.Equal(7, (await ReadAsync(Id)).Details.Weight);
    }

    [ServerFact]
    public async Task Documents_sent_again_make_one_version()
    {
        var policy = new DocumentChange { OperationId = OperationId.NewId() };
        var configuration = new DocumentChange { OperationId = OperationId.NewId() };
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(1, (await Registry.SetPolicyAsync(Orders, new ServicePolicy { MaxInstances = 5 }, policy, Limit)).GetValueOrThrow().Version);
            Assert.Equal(1, (await Registry.SetConfigurationAsync(Orders, StringMap.Create([new("a", "1")]), configuration, Limit)).GetValueOrThrow().Version);
        }

        await Registry.SetPolicyAsync(Orders, new ServicePolicy { MaxInstances = 6 }, new DocumentChange(), Limit);
        Assert.Equal(1, (await Registry.SetPolicyAsync(Orders, new ServicePolicy { MaxInstances = 5 }, policy, Limit)).GetValueOrThrow().Version);
        Assert.Equal(6, (await ReadAsync()).Policy.Policy.MaxInstances);
    }

    [ServerFact]
    public async Task An_operation_id_used_for_another_mutation_is_refused()
    {
        await RegisterAsync("orders-1");
        await RegisterAsync("orders-2");
        var operation = OperationId.NewId();
        await Registry.UpdateAsync(Id, new InstanceUpdate { Weight = 5 }, operation, Limit);
        var code = RegistryErrorCode.OperationIdReused;

        await RefusedAsync(code, () => Registry.UpdateAsync(Sample.Id("orders-2"), new InstanceUpdate { Weight = 5 }, operation, Limit).AsTask());
        await RefusedAsync(code, () => Registry.DeregisterAsync(Id, operationId: operation, cancellationToken: Limit).AsTask());
        await RefusedAsync(code, () => Registry.SetOverrideAsync(Id, new OverrideRequest(InstanceStatus.OutOfService), operation, Limit).AsTask());
        await RefusedAsync(code, () => Registry.DrainAsync(Id, TimeSpan.Zero, operation, Limit).AsTask());
        await RefusedAsync(
            code, () => Registry.SetPolicyAsync(Orders, new ServicePolicy { MaxInstances = 5 }, new DocumentChange { OperationId = operation }, Limit).AsTask());
    }

    [ServerFact]
    public async Task Of_two_mutations_that_share_an_operation_id_at_the_same_time_one_is_applied()
    {
        for (var round = 0; round < 10; round++)
        {
            var operation = OperationId.NewId();
            var ids = Enumerable.Range(0, 8).Select(i => $"orders-{round}-{i}").ToList();

            var results = await Task.WhenAll(ids.Select(id => Task.Run(() => Registry.RegisterAsync(Sample.Registration(id), operation, Limit).AsTask())));

            Assert.Single(results, static r => r.IsSuccess);
            Assert.All(results.Where(static r => !r.IsSuccess), static r => Assert.Equal(RegistryErrorCode.OperationIdReused, r.Error!.Code));
        }
    }

    private async Task PrepareAsync(string mutation)
    {
        await RegisterAsync("orders-1");
        if (mutation == "clear override")
        {
            await Registry.SetOverrideAsync(Id, new OverrideRequest(InstanceStatus.OutOfService), default, Limit);
        }
        else if (mutation == "resume")
        {
            await Registry.DrainAsync(Id, TimeSpan.Zero, default, Limit);
        }
    }

    private async Task<ServicePosition> MutateAsync(string mutation, OperationId operation) => mutation switch
    {
        "deregister" => (await Registry.DeregisterAsync(Id, operationId: operation, cancellationToken: Limit)).GetValueOrThrow().Position,
        "report" => (await Registry.ReportHealthAsync(Id, new HealthReport(InstanceSignal.CheckFailed, "disk"), operation, Limit)).GetValueOrThrow().Position,
        "update" => (await Registry.UpdateAsync(Id, new InstanceUpdate { Weight = 5 }, operation, Limit)).GetValueOrThrow().Position,
        "set override" => (await Registry.SetOverrideAsync(Id, new OverrideRequest(InstanceStatus.Unhealthy), operation, Limit)).GetValueOrThrow().Position,
        "clear override" => (await Registry.ClearOverrideAsync(Id, operation, Limit)).GetValueOrThrow().Position,
        "drain" => (await Registry.DrainAsync(Id, TimeSpan.Zero, operation, Limit)).GetValueOrThrow().Position,
        "resume" => (await Registry.ResumeAsync(Id, operation, Limit)).GetValueOrThrow().Position,
        _ => throw new ArgumentOutOfRangeException(nameof(mutation)),
    };
}
