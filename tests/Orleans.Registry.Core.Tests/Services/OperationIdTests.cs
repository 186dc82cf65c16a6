using static Orleans.Registry.Core.Tests.Scene;

namespace Orleans.Registry.Core.Tests.Services;

/// <summary>P8: a retried mutation is applied once; an id that is used again for something else is refused.</summary>
public sealed class OperationIdTests
{
    private static readonly InstanceId Id = InstanceId.Parse("a");
    private static readonly OperationId Operation = new(new Guid("11111111-2222-3333-4444-555555555555"));

    /// <summary>Every mutation, what must come before it, and one like it that says something else.</summary>
    private static readonly (string Name, ServiceCommand[] Before, ServiceCommand Command, ServiceCommand Other)[] Mutations =
    [
        ("register", [], Registering("a", incarnation: 3), Registering("a", incarnation: 4)),
        ("register with default ttl", [], Registering("a", Plain with { Ttl = TimeSpan.Zero }), Registering("a", Plain with { Ttl = TimeSpan.Zero, Port = 1 })),
        ("register again", [Registering("a")], Registering("a", Plain with { Port = 81 }), Registering("a", Plain with { Port = 82 })),
        ("deregister", [Registering("a")], new DeregisterCommand(Id, RemovalReason.Deregistered), new DeregisterCommand(Id, RemovalReason.Evicted)),
        ("ready", [Registering("a", status: InstanceStatus.Starting)], Signalling("a", InstanceSignal.Ready), Signalling("a", InstanceSignal.Drain)),
        ("check failed", [Registering("a")], Signalling("a", InstanceSignal.CheckFailed, "db"), Signalling("a", InstanceSignal.CheckFailed, "disk")),
        ("check passed", [Registering("a"), Signalling("a", InstanceSignal.CheckFailed, "db")], Signalling("a", InstanceSignal.CheckPassed, "db"), Signalling("a", InstanceSignal.CheckFailed, "db")),
        ("drain", [Registering("a")], Signalling("a", InstanceSignal.Drain), Signalling("a", InstanceSignal.Resume)),
        ("resume", [Registering("a"), Signalling("a", InstanceSignal.Drain)], Signalling("a", InstanceSignal.Resume), Signalling("a", InstanceSignal.Drain)),
        ("update", [Registering("a")], new UpdateCommand(Id, new InstanceUpdate { Weight = 1 }), new UpdateCommand(Id, new InstanceUpdate { Weight = 2 })),
        ("override", [Registering("a")], Override(InstanceStatus.OutOfService), Override(InstanceStatus.Unhealthy)),
        ("clear override", [Registering("a"), Override(InstanceStatus.OutOfService)], new ClearOverrideCommand(Id), Override(InstanceStatus.OutOfService)),
        ("clear override of a gone one", [Registering("a"), Override(InstanceStatus.OutOfService), new DeregisterCommand(Id, RemovalReason.Evicted)], new ClearOverrideCommand(Id), new DeregisterCommand(Id, RemovalReason.Evicted)),
        ("policy", [], Policy(10), Policy(20)),
        ("configuration", [], Configuration("x"), Configuration("y")),
    ];

    public static TheoryData<string> Names => [.. Mutations.Select(m => m.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_retry_finds_its_change_and_applies_nothing(string name)
    {
        foreach (var restarted in new[] { false, true })
        {
            var (scene, command, _) = Play(name);
            var change = scene.Change(command);
            if (restarted)
            {
                scene.Restart();
            }

            var retried = scene.Do(command);

            Assert.Null(retried.Error);
            Assert.Empty(retried.Changes);
            Assert.Same(change, retried.ReplayOf);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_id_used_again_for_another_mutation_is_refused(string name)
    {
        var (scene, command, other) = Play(name);
        scene.Change(command);
        var revision = scene.State.Revision;

        Assert.Equal(RegistryErrorCode.OperationIdReused, scene.Refused(other).Code);
        Assert.Equal(RegistryErrorCode.OperationIdReused, scene.Refused(Registering("b", operation: Operation)).Code);
        Assert.Equal(revision, scene.State.Revision);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Without_an_id_nothing_is_remembered(string name)
    {
        var (scene, command, _) = Play(name);
        scene.Change(command with { OperationId = default });

        Assert.Null(scene.Do(command with { OperationId = default }).ReplayOf);
    }

    [Fact]
    public void The_first_use_of_an_id_for_a_registration_does_not_swallow_a_later_signal()
    {
        var scene = new Scene();
        scene.Change(Registering("a", operation: Operation));

        Assert.Equal(RegistryErrorCode.OperationIdReused, scene.Refused(Signalling("a", InstanceSignal.CheckPassed, operation: Operation)).Code);
        Assert.Equal(RegistryErrorCode.OperationIdReused, scene.Refused(Signalling("a", InstanceSignal.Ready, operation: Operation)).Code);
    }

    [Fact]
    public void A_signal_and_an_update_never_pass_for_each_other()
    {
        var scene = new Scene();
        scene.Register("a");
        scene.Signal("a", InstanceSignal.CheckFailed);
        scene.Change(new UpdateCommand(Id, new InstanceUpdate { Weight = 7 }) { OperationId = Operation });

        Assert.Equal(RegistryErrorCode.OperationIdReused, scene.Refused(Signalling("a", InstanceSignal.CheckFailed, operation: Operation)).Code);

        var drain = new OperationId(new Guid("11111111-2222-3333-4444-666666666666"));
        scene.Change(Signalling("a", InstanceSignal.Drain, operation: drain));

        Assert.Equal(
            RegistryErrorCode.OperationIdReused,
            scene.Refused(new UpdateCommand(Id, new InstanceUpdate { Weight = 7 }) { OperationId = drain }).Code);
        Assert.Equal(RegistryErrorCode.OperationIdReused, scene.Refused(Signalling("a", InstanceSignal.CheckFailed, operation: drain)).Code);
    }

    [Fact]
    public void A_retry_is_recognised_after_the_instance_has_changed_and_gone()
    {
        var scene = new Scene();
        var change = scene.Change(Registering("a", operation: Operation));
        scene.Signal("a", InstanceSignal.Drain);
        scene.Change(new DeregisterCommand(Id, RemovalReason.Deregistered));

        Assert.Same(change, scene.Do(Registering("a", operation: Operation)).ReplayOf);
        Assert.False(scene.Has("a"));
    }

    [Fact]
    public void A_mutation_that_changes_nothing_leaves_its_id_free()
    {
        var scene = new Scene();
        scene.Register("a");
        scene.NoChange(Registering("a", operation: Operation));

        Assert.Equal(Operation, scene.Change(Signalling("a", InstanceSignal.Drain, operation: Operation)).OperationId);
    }

    [Fact]
    public void An_id_is_forgotten_with_the_change_that_carries_it()
    {
        var scene = new Scene(logCapacity: 3);
        scene.Change(Registering("a", operation: Operation));
        scene.Register("b", "c");
        Assert.NotNull(scene.Decide(Registering("a", operation: Operation)).ReplayOf);

        scene.Register("d");

        Assert.Null(scene.Decide(Registering("a", operation: Operation)).ReplayOf);
    }

    [Fact]
    public void What_the_registry_does_by_itself_carries_no_id()
    {
        var scene = new Scene();
        scene.Register("a");

        Assert.True(Assert.Single(scene.Expire("a")).OperationId.IsNone);
    }

    private static (Scene Scene, ServiceCommand Command, ServiceCommand Other) Play(string name)
    {
        var (_, before, command, other) = Mutations.Single(m => m.Name == name);
        var scene = new Scene();
        Array.ForEach(before, c => scene.Change(c));
        return (scene, command with { OperationId = Operation }, other with { OperationId = Operation });
    }

    private static SetOverrideCommand Override(InstanceStatus status) => new(Id, new OverrideRequest(status, "why", "ann"));

    private static SetPolicyCommand Policy(int instances) => new(new ServicePolicy { MaxInstances = instances }, 0, new DocumentChange());

    private static SetConfigurationCommand Configuration(string value) => new(StringMap.Create([new("k", value)]), 0, new DocumentChange());
}
