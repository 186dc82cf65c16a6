namespace Orleans.Registry.Routing.Tests.Endpoints;

public sealed class EndpointTableTests
{
    [Fact]
    public void An_instance_keeps_its_endpoint_from_snapshot_to_snapshot()
    {
        var table = new EndpointTable();
        var first = table.Update([Fleet.Instance("a"), Fleet.Instance("b")]);
        first[0].CallStarted();
        first[0].IsAvailable = false;

        var sick = Fleet.Instance("a", InstanceStatus.Unhealthy, weight: 7);
        var second = table.Update([Fleet.Instance("c"), sick]);

        Assert.Same(first[0], second[1]);
        Assert.Same(sick, first[0].Instance);
        Assert.Equal(1, second[1].InFlight);
        Assert.False(second[1].IsAvailable);
        Assert.Equal(["c", "a"], second.Select(e => e.Id.Value));
        Assert.Equal(2, table.Count);
    }

    [Fact]
    public void An_instance_that_left_and_came_back_is_a_new_endpoint()
    {
        var table = new EndpointTable();
        var before = table.Update([Fleet.Instance("a")])[0];
        table.Update([]);

        Assert.Equal(0, table.Count);
        Assert.NotSame(before, table.Update([Fleet.Instance("a")])[0]);
    }

    [Fact]
    public void Another_process_under_the_same_id_is_a_new_endpoint()
    {
        var table = new EndpointTable();
        var old = table.Update([Fleet.Instance("a")])[0];
        var instance = Fleet.Instance("a");
        var restarted = With(instance, instance.Details, incarnation: 5);
        var moved = With(instance, instance.Details with { Address = "10.0.0.9" }, incarnation: 5);
        var rebound = With(instance, moved.Details with { Port = 9 }, incarnation: 5);

        var first = table.Update([restarted])[0];
        var second = table.Update([moved])[0];
        var third = table.Update([rebound])[0];

        Assert.Equal(4, new HashSet<Endpoint>([old, first, second, third]).Count);
        Assert.Equal(0UL, old.Instance.Incarnation);
    }

    [Fact]
    public void A_list_with_an_id_twice_is_refused_and_changes_nothing()
    {
        var table = new EndpointTable();
        var instance = Fleet.Instance("a");
        var endpoint = table.Update([instance])[0];

        Assert.Throws<ArgumentException>(() => table.Update([Fleet.Instance("a"), Fleet.Instance("a")]));

        Assert.Same(instance, endpoint.Instance);
        Assert.Same(endpoint, table.Update([instance])[0]);
    }

    private static ServiceInstance With(ServiceInstance instance, InstanceDetails details, ulong incarnation)
        => new()
        {
            Service = instance.Service,
            Id = instance.Id,
            Details = details,
            ReportedStatus = instance.ReportedStatus,
            RegisteredAt = instance.RegisteredAt,
            StatusSince = instance.StatusSince,
            Incarnation = incarnation,
            CreatedRevision = instance.CreatedRevision,
            ModifiedRevision = instance.ModifiedRevision.Next,
        };
}
