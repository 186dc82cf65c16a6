using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.ConformanceTests.Registries.Aspects;

/// <summary>Finding services and instances.</summary>
public abstract class QueryConformance(IRegistryFactory factory) : ServiceRegistryConformance(factory)
{
    public static TheoryData<string, InstanceQuery, string[]> Queries => new()
    {
        { "all", InstanceQuery.All, ["a", "b", "c", "d"] },
        { "healthy", InstanceQuery.Healthy, ["a", "b", "c"] },
        { "one tag", new InstanceQuery { Tags = TagSet.Create(["blue"]) }, ["a", "b", "d"] },
        { "two tags", new InstanceQuery { Tags = TagSet.Create(["blue", "canary"]) }, ["b"] },
        { "tags mind their case", new InstanceQuery { Tags = TagSet.Create(["Blue"]) }, [] },
        { "version", new InstanceQuery { Version = VersionRange.Parse("^1.2") }, ["a", "d"] },
        { "region", new InstanceQuery { Region = "eu" }, ["a", "b"] },
        { "no region said", new InstanceQuery { Region = "" }, ["d"] },
        { "zone", new InstanceQuery { Zone = "eu-2" }, ["b"] },
        { "data center", new InstanceQuery { DataCenter = "dc-2" }, ["c"] },
        { "protocol", new InstanceQuery { Protocol = "grpc" }, ["c"] },
        { "metadata", new InstanceQuery { Metadata = StringMap.Create([new("team", "pay"), new("tier", "1")]) }, ["a"] },
        { "several conditions", new InstanceQuery { HealthyOnly = true, Tags = TagSet.Create(["blue"]), Version = VersionRange.Parse("1.x") }, ["a"] },
        { "nothing fits", new InstanceQuery { Region = "mars" }, [] },
    };

    [ServerTheory]
    [MemberData(nameof(Queries))]
    public async Task A_query_answers_the_instances_that_fit(string what, InstanceQuery query, string[] expected)
    {
        await RegisterFleetAsync();

        var answer = (await Registry.DiscoverAsync(Orders, query, null, Limit)).GetValueOrThrow();

        Assert.True(expected.SequenceEqual(answer.Instances.Select(static i => i.Id.Value).Order(StringComparer.Ordinal)), what);
        Assert.Equal(4, answer.Total);
        Assert.Null(answer.Protection);
    }

    [ServerFact]
    public async Task An_instance_in_the_answer_is_the_record_itself()
    {
        await RegisterFleetAsync();

        var discovered = (await Registry.DiscoverAsync(Orders, new InstanceQuery { Protocol = "grpc" }, null, Limit)).GetValueOrThrow();

        var read = await ReadAsync(Sample.Id("c"));
        var found = Assert.Single(discovered.Instances);
        Assert.Equal(read.Details, found.Details);
        Assert.Equal(read.ModifiedRevision, found.ModifiedRevision);
    }

    [ServerFact]
    public async Task A_service_nobody_registered_is_not_known()
    {
        var code = RegistryErrorCode.ServiceNotFound;

        Assert.Equal(code, (await Registry.GetServiceAsync(Orders, null, Limit)).Error?.Code);
        Assert.Equal(code, (await Registry.DiscoverAsync(Orders, InstanceQuery.All, null, Limit)).Error?.Code);
        Assert.Equal(code, (await Registry.GetHistoryAsync(Orders, Revision.None, 10, Limit)).Error?.Code);
        Assert.Equal(code, (await Registry.GetAsOfAsync(Orders, HistoryPoint.At(Revision.None), Limit)).Error?.Code);
        Assert.Equal(code, (await Registry.ExplainAsync(Orders, Sample.Id("a"), InstanceQuery.All, Limit)).Error?.Code);
        Assert.Equal(code, (await Registry.WhatIfAsync(Orders, ServicePolicy.Default, new CallerContext(), Limit)).Error?.Code);
        Assert.Equal(code, (await Registry.GetPoliciesAsync(Orders, Limit)).Error?.Code);
        Assert.Equal(code, (await Registry.GetConfigurationsAsync(Orders, Limit)).Error?.Code);
    }

    [ServerFact]
    public async Task Watching_a_service_does_not_make_it_known()
    {
        await using var watch = OpenWatch(Sample.Watch(Orders));
        await watch.NextSnapshotAsync();

        Assert.Equal(RegistryErrorCode.ServiceNotFound, (await Registry.GetServiceAsync(Orders, null, Limit)).Error?.Code);
        Assert.Empty((await Registry.ListServicesAsync(new ServiceListQuery { IncludeEmpty = true }, Limit)).GetValueOrThrow().Services);
        Assert.Equal(0, (await Registry.GetStatsAsync(Limit)).GetValueOrThrow().Services);
    }

    [ServerFact]
    public async Task Services_are_listed_by_name_with_what_is_true_of_each()
    {
        await RegisterAsync(Sample.Registration("b1", "billing"));
        await RegisterAsync(Sample.Registration("o1"));
        await RegisterAsync(Sample.Registration("o2") with { InitialStatus = InstanceStatus.Starting });
        var last = await RegisterAsync(Sample.Registration("o3"));

        var services = (await Registry.ListServicesAsync(new ServiceListQuery(), Limit)).GetValueOrThrow().Services;

        Assert.Equal(["billing", "orders"], services.Select(static s => s.Name.Value));
        Assert.Equal(new ServiceSummary(Orders, last.Position, 3, 2, false), services[1]);
    }

    [ServerFact]
    public async Task Services_are_listed_by_prefix_and_empty_ones_on_request()
    {
        await RegisterAsync(Sample.Registration("o1"));
        await RegisterAsync(Sample.Registration("e1", "orders-eu"));
        await RegisterAsync(Sample.Registration("b1", "billing"));
        await Registry.DeregisterAsync(Sample.Id("e1"), cancellationToken: Limit);

        Assert.Equal(["orders"], await ListAsync(new ServiceListQuery { Prefix = "ord" }));
        Assert.Equal(["orders", "orders-eu"], await ListAsync(new ServiceListQuery { Prefix = "ord", IncludeEmpty = true }));
        Assert.Equal(["billing", "orders"], await ListAsync(new ServiceListQuery()));
        Assert.Empty(await ListAsync(new ServiceListQuery { Prefix = "x" }));
    }

    [ServerFact]
    public async Task Figures_count_what_happened()
    {
        await RegisterFleetAsync();
        await Registry.RenewAsync([new Renewal(Sample.Id("a")), new Renewal(Sample.Id("b")), new Renewal(Sample.Id("nobody"))], Limit);
        await using var watch = OpenWatch(Sample.Watch(Orders));
        await watch.NextSnapshotAsync();

        var stats = (await Registry.GetStatsAsync(Limit)).GetValueOrThrow();

        Assert.True(stats.IsReady);
        Assert.True((await Registry.CheckReadyAsync(Limit)).GetValueOrThrow());
        Assert.Equal((1, 1, 4L, 2L, 4L, 0L), (stats.Services, stats.Watchers, stats.Registrations, stats.Renewals, stats.Changes, stats.Expirations));
        Assert.Equal((3, 1), (stats.Instances[InstanceStatus.Healthy], stats.Instances[InstanceStatus.Starting]));
        Assert.True(Enum.IsDefined(stats.Durability));
        Assert.NotEqual(default, stats.StartedAt);
    }

    private async Task<IEnumerable<string>> ListAsync(ServiceListQuery query)
        => (await Registry.ListServicesAsync(query, Limit)).GetValueOrThrow().Services.Select(static s => s.Name.Value);

    private async Task RegisterFleetAsync()
    {
        var details = Sample.Details();
        await RegisterAsync(Sample.Registration("a") with
        {
            Details = details with
            {
                Version = "1.2.3",
                Tags = TagSet.Create(["blue"]),
                Region = "eu",
                Zone = "eu-1",
                DataCenter = "dc-1",
                Metadata = StringMap.Create([new("team", "pay"), new("tier", "1")]),
            },
        });
        await RegisterAsync(Sample.Registration("b") with
        {
            Details = details with { Version = "2.0.0", Tags = TagSet.Create(["canary", "blue"]), Region = "eu", Zone = "eu-2", Metadata = StringMap.Create([new("team", "pay")]) },
        });
        await RegisterAsync(Sample.Registration("c") with { Details = details with { Version = "not a version", Region = "us", DataCenter = "dc-2", Protocol = "grpc" } });
        await RegisterAsync(Sample.Registration("d") with
        {
            Details = details with { Version = "1.9.0", Tags = TagSet.Create(["blue"]) },
            InitialStatus = InstanceStatus.Starting,
        });
    }
}
