using static Orleans.Registry.Core.Tests.Scene;

namespace Orleans.Registry.Core.Tests.Services;

public sealed class RegistrationTests
{
    private readonly Scene _scene = new();

    [Fact]
    public void A_new_instance_is_the_first_change()
    {
        var change = _scene.Change(Registering("a", incarnation: 5));

        Assert.Equal((ChangeKind.Registered, new Revision(1), Noon), (change.Kind, change.Revision, change.At));
        Assert.Null(change.Before);
        Assert.Same(change.After, _scene["a"]);
        Assert.Equal((InstanceStatus.Healthy, 5UL), (_scene["a"].Status, _scene["a"].Incarnation));
        Assert.Equal((Noon, Noon), (_scene["a"].RegisteredAt, _scene["a"].StatusSince));
        Assert.Equal((new Revision(1), new Revision(1)), (_scene["a"].CreatedRevision, _scene["a"].ModifiedRevision));
    }

    [Fact]
    public void An_instance_may_register_as_starting()
    {
        _scene.Change(Registering("a", status: InstanceStatus.Starting));

        Assert.Equal(InstanceStatus.Starting, _scene["a"].Status);
    }

    [Fact]
    public void A_registration_that_changes_nothing_makes_no_revision()
    {
        _scene.Register("a");

        _scene.NoChange(Registering("a"));
        Assert.Equal(new Revision(1), _scene.State.Revision);
    }

    [Fact]
    public void A_registration_with_other_details_is_an_update_of_the_same_instance()
    {
        _scene.Register("a");
        _scene.Now += TimeSpan.FromMinutes(1);

        var change = _scene.Change(Registering("a", Plain with { Port = 81 }));

        Assert.Equal(ChangeKind.Updated, change.Kind);
        Assert.Equal((81, Noon, Noon), (_scene["a"].Port, _scene["a"].RegisteredAt, _scene["a"].StatusSince));
        Assert.Equal((new Revision(1), new Revision(2)), (_scene["a"].CreatedRevision, _scene["a"].ModifiedRevision));
    }

    [Fact]
    public void Health_outlives_a_registration_of_the_same_process()
    {
        _scene.Change(Registering("a", incarnation: 1));
        _scene.Signal("a", InstanceSignal.CheckFailed, "db");

        _scene.Change(Registering("a", Plain with { Port = 81 }, incarnation: 1));

        Assert.Equal(InstanceStatus.Unhealthy, _scene["a"].Status);
        Assert.Equal(["db"], _scene["a"].FailingChecks);
    }

    [Fact]
    public void Another_process_starts_with_its_own_health()
    {
        _scene.Change(Registering("a", incarnation: 1));
        _scene.Signal("a", InstanceSignal.CheckFailed, "db");
        _scene.Now += TimeSpan.FromMinutes(1);

        var change = _scene.Change(Registering("a", status: InstanceStatus.Starting, incarnation: 2));

        Assert.Equal((InstanceStatus.Unhealthy, InstanceStatus.Starting), (change.OldStatus, change.NewStatus));
        Assert.Empty(_scene["a"].FailingChecks);
        Assert.Equal((2UL, _scene.Now, Noon), (_scene["a"].Incarnation, _scene["a"].StatusSince, _scene["a"].RegisteredAt));
    }

    [Fact]
    public void Another_process_with_the_same_details_is_a_change_too()
    {
        _scene.Change(Registering("a", incarnation: 1));

        Assert.Equal(ChangeKind.Updated, _scene.Change(Registering("a", incarnation: 2)).Kind);
    }

    [Theory]
    [InlineData(1UL, 1UL, InstanceStatus.Draining)]
    [InlineData(1UL, 2UL, InstanceStatus.Healthy)]
    [InlineData(0UL, 0UL, InstanceStatus.Healthy)]
    public void A_drain_ends_with_the_process_it_was_for(ulong drained, ulong registering, InstanceStatus expected)
    {
        _scene.Change(Registering("a", incarnation: drained));
        _scene.Signal("a", InstanceSignal.Drain);

        _scene.Do(Registering("a", incarnation: registering));

        Assert.Equal(expected, _scene["a"].Status);
    }

    [Fact]
    public void A_ttl_of_zero_takes_the_policys_default()
    {
        _scene.Change(Registering("a", Plain with { Ttl = TimeSpan.Zero }));

        Assert.Equal(ServicePolicy.Default.DefaultTtl, _scene["a"].Details.Ttl);
        _scene.NoChange(Registering("a", Plain with { Ttl = TimeSpan.Zero }));
    }

    [Theory]
    [InlineData(4.999)]
    [InlineData(20.001)]
    public void A_ttl_outside_the_policys_bounds_is_refused(double seconds)
    {
        _scene.SetPolicy(new ServicePolicy { MinTtl = TimeSpan.FromSeconds(5), MaxTtl = TimeSpan.FromSeconds(20), DefaultTtl = TimeSpan.FromSeconds(5) });

        var error = _scene.Refused(Registering("a", Plain with { Ttl = TimeSpan.FromSeconds(seconds) }));

        Assert.Equal(RegistryErrorCode.InvalidRequest, error.Code);
        Assert.Equal("ttl", Assert.Single(error.Fields).Field);
        Assert.False(_scene.Has("a"));
    }

    [Fact]
    public void A_service_takes_no_more_instances_than_its_policy_allows()
    {
        _scene.SetPolicy(new ServicePolicy { MaxInstances = 2 });
        _scene.Register("a", "b");

        Assert.Equal(RegistryErrorCode.LimitExceeded, _scene.Refused(Registering("c")).Code);
        _scene.NoChange(Registering("a"));
        _scene.Change(new DeregisterCommand(InstanceId.Parse("a"), RemovalReason.Deregistered));
        _scene.Register("c");
    }

    [Fact]
    public void What_is_decided_but_not_applied_yet_counts_against_the_limit()
    {
        _scene.SetPolicy(new ServicePolicy { MaxInstances = 2 });
        _scene.Register("a");

        Assert.Single(_scene.State.Decide(Registering("b"), new DecisionContext(Noon, new Revision(3), 0)).Changes);
        Assert.Equal(RegistryErrorCode.LimitExceeded, _scene.State.Decide(Registering("c"), new DecisionContext(Noon, new Revision(4), 1)).Error?.Code);
    }

    [Theory]
    [InlineData(RemovalReason.Deregistered)]
    [InlineData(RemovalReason.Evicted)]
    public void A_removed_instance_is_gone_with_its_lease(RemovalReason reason)
    {
        _scene.Register("a", "b");
        var entry = _scene.Entry("a");

        var change = _scene.Change(new DeregisterCommand(InstanceId.Parse("a"), reason));

        Assert.Equal((ChangeKind.Deregistered, reason, (ServiceInstance?)null), (change.Kind, change.Reason, change.After));
        Assert.False(_scene.Has("a"));
        Assert.True(entry.IsGone);
        Assert.Equal(RenewalOutcome.Unknown, _scene.State.Renew(InstanceId.Parse("a"), 0));
        Assert.Equal(["b"], _scene.State.ToSnapshot().Instances.Select(i => i.Id.Value));
    }

    [Fact]
    public void An_instance_that_is_not_there_cannot_be_removed_or_changed()
    {
        var id = InstanceId.Parse("a");

        Assert.All<ServiceCommand>(
            [
                new DeregisterCommand(id, RemovalReason.Deregistered),
                Signalling("a", InstanceSignal.Ready),
                new UpdateCommand(id, new InstanceUpdate { Weight = 1 }),
                new SetOverrideCommand(id, new OverrideRequest(InstanceStatus.Healthy)),
                new ClearOverrideCommand(id),
            ],
            command => Assert.Equal(RegistryErrorCode.InstanceNotFound, _scene.Refused(command).Code));
        _scene.NoChange(new RecoverCommand(id));
        _scene.NoChange(new ExpireCommand([id]));
    }

    [Fact]
    public void Siblings_share_what_they_have_in_common()
    {
        InstanceDetails Details(int port) => Plain with
        {
            Port = port,
            Version = new string("1.0".AsSpan()),
            Tags = TagSet.Create(["x"]),
            Metadata = StringMap.Create([new("k", "v")]),
        };

        _scene.Change(Registering("a", Details(1)));
        _scene.Change(Registering("b", Details(2)));

        Assert.Same(_scene["a"].Details.Tags, _scene["b"].Details.Tags);
        Assert.Same(_scene["a"].Details.Metadata, _scene["b"].Details.Metadata);
        Assert.Same(_scene["a"].Details.Version, _scene["b"].Details.Version);
        Assert.Equal((1, 2), (_scene["a"].Port, _scene["b"].Port));
    }

    [Fact]
    public void An_old_incarnation_learns_that_it_is_superseded()
    {
        _scene.Change(Registering("a", incarnation: 1));
        _scene.Change(Registering("a", incarnation: 2));
        var id = InstanceId.Parse("a");

        Assert.Equal(RenewalOutcome.Superseded, _scene.State.Renew(id, 0, incarnation: 1));
        Assert.Equal(RenewalOutcome.Renewed, _scene.State.Renew(id, 0, incarnation: 2));
        Assert.Equal(RenewalOutcome.Renewed, _scene.State.Renew(id, 0));
    }
}
