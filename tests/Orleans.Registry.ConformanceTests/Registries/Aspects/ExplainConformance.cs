using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.ConformanceTests.Registries.Aspects;

/// <summary>Why an instance is in or out of an answer, and what a policy would do.</summary>
public abstract class ExplainConformance(IRegistryFactory factory) : ServiceRegistryConformance(factory)
{
    private static readonly InstanceId Id = Sample.Id("orders-1");

    [ServerFact]
    public async Task An_instance_that_fits_is_explained_as_included()
    {
        await RegisterAsync("orders-1");

        var answer = (await Registry.ExplainAsync(Orders, Id, InstanceQuery.Healthy, Limit)).GetValueOrThrow();

        Assert.True(answer.IsIncluded);
        Assert.Equal(Id, answer.Instance!.Id);
        Assert.Equal(ChangeKind.Registered, Assert.Single(answer.RecentChanges).Kind);
    }

    [ServerFact]
    public async Task Every_rule_that_failed_is_named()
    {
        await RegisterAsync(Sample.Registration("orders-1") with
        {
            Details = Sample.Details() with { Zone = "eu-1", Tags = TagSet.Create(["blue"]) },
        });
        await Registry.ReportHealthAsync(Id, new HealthReport(InstanceSignal.CheckFailed, "disk"), default, Limit);
        var query = new InstanceQuery { HealthyOnly = true, Zone = "eu-2", Tags = TagSet.Create(["blue"]) };

        var answer = (await Registry.ExplainAsync(Orders, Id, query, Limit)).GetValueOrThrow();

        Assert.False(answer.IsIncluded);
        Assert.Equal(["status", "zone"], answer.Reasons.Where(static r => !r.Passed).Select(static r => r.Rule).Order(StringComparer.Ordinal));
        Assert.Contains(answer.Reasons, static r => r is { Rule: "tags", Passed: true });
        Assert.Equal([ChangeKind.Unhealthy, ChangeKind.Registered], answer.RecentChanges.Select(static c => c.Kind));
    }

    [ServerFact]
    public async Task An_explanation_agrees_with_the_answer_for_every_query()
    {
        await RegisterAsync(Sample.RichRegistration("orders-1"));
        await RegisterAsync("orders-2");
        InstanceQuery[] queries =
        [
            InstanceQuery.All, InstanceQuery.Healthy, new() { Region = "eu" }, new() { Version = VersionRange.Parse(">=2") }, new() { Protocol = "http" },
            new() { Metadata = StringMap.Create([new("commit", "c0ffee")]) }, new() { DataCenter = "dc-1", Tags = TagSet.Create(["canary"]) },
        ];
        foreach (var query in queries)
        {
            var found = (await Registry.DiscoverAsync(Orders, query, null, Limit)).GetValueOrThrow().Instances.Select(static i => i.Id).ToHashSet();
            foreach (var id in new[] { Id, Sample.Id("orders-2") })
            {
                Assert.Equal(found.Contains(id), (await Registry.ExplainAsync(Orders, id, query, Limit)).GetValueOrThrow().IsIncluded);
            }
        }
    }

    [ServerFact]
    public async Task An_instance_that_is_gone_is_explained_by_its_last_changes()
    {
        await RegisterAsync("orders-1");
        await Registry.DeregisterAsync(Id, RemovalReason.Evicted, default, Limit);

        var answer = (await Registry.ExplainAsync(Orders, Id, InstanceQuery.All, Limit)).GetValueOrThrow();

        Assert.False(answer.IsIncluded);
        Assert.Null(answer.Instance);
        Assert.Contains(answer.Reasons, static r => r is { Rule: "registered", Passed: false });
        Assert.Equal(RemovalReason.Evicted, answer.RecentChanges[0].Reason);
    }

    [ServerFact]
    public async Task An_instance_nobody_knows_is_explained_as_not_registered()
    {
        await RegisterAsync("orders-1");

        var answer = (await Registry.ExplainAsync(Orders, Sample.Id("nobody"), InstanceQuery.All, Limit)).GetValueOrThrow();

        Assert.False(answer.IsIncluded);
        Assert.Empty(answer.RecentChanges);
    }

    [ServerFact]
    public async Task At_most_20_changes_are_told()
    {
        await RegisterAsync("orders-1");
        for (var i = 0; i < 25; i++)
        {
            await Registry.UpdateAsync(Id, new InstanceUpdate { Weight = i }, default, Limit);
        }

        var answer = (await Registry.ExplainAsync(Orders, Id, InstanceQuery.All, Limit)).GetValueOrThrow();

        Assert.Equal(20, answer.RecentChanges.Count);
        Assert.Equal(24, answer.RecentChanges[0].After!.Details.Weight);
    }

    [ServerFact]
    public async Task What_if_tells_the_shares_before_and_after_and_changes_nothing()
    {
        await RegisterAsync(Sample.Registration("v1") with { Details = Sample.Details() with { Version = "1.0.0" } });
        await RegisterAsync(Sample.Registration("v2") with { Details = Sample.Details() with { Version = "2.0.0" } });
        var before = await ReadAsync();
        var policy = new ServicePolicy
        {
            Traffic = new TrafficPolicy
            {
                Splits = EquatableArray<VersionSplit>.Create([new(VersionRange.Parse("1.x"), 90), new(VersionRange.Parse("2.x"), 10)]),
            },
        };

        var answer = (await Registry.WhatIfAsync(Orders, policy, new CallerContext { Region = "eu" }, Limit)).GetValueOrThrow();

        Assert.Equal(0.5, answer.Before[Sample.Id("v1")], 6);
        Assert.Equal(0.9, answer.After[Sample.Id("v1")], 6);
        Assert.Equal(0.1, answer.After[Sample.Id("v2")], 6);
        Assert.Equal(before.Position, (await ReadAsync()).Position);
        Assert.Equal(0, Assert.Single((await Registry.GetPoliciesAsync(Orders, Limit)).GetValueOrThrow()).Version);
    }

    [ServerFact]
    public async Task What_if_minds_the_caller()
    {
        await RegisterAsync(Sample.Registration("v1") with { Details = Sample.Details() with { Version = "1.0.0" } });
        await RegisterAsync(Sample.Registration("v2") with { Details = Sample.Details() with { Version = "2.0.0" } });
        var policy = new ServicePolicy
        {
            Traffic = new TrafficPolicy { HeaderRoutes = EquatableArray<HeaderRoute>.Create([new("X-Beta", "yes", VersionRange.Parse("2.x"))]) },
        };
        var caller = new CallerContext { Headers = StringMap.Create([new("x-beta", "yes")]) };

        var answer = (await Registry.WhatIfAsync(Orders, policy, caller, Limit)).GetValueOrThrow();

        Assert.Equal(1, answer.After[Sample.Id("v2")], 6);
    }

    [ServerFact]
    public async Task What_if_names_the_instances_a_policy_would_refuse()
    {
        await RegisterAsync("orders-1");
        await RegisterAsync("orders-2");

        var answer = (await Registry.WhatIfAsync(Orders, new ServicePolicy { MaxInstances = 1 }, new CallerContext(), Limit)).GetValueOrThrow();

        Assert.NotEmpty(answer.Violations);
    }

    [ServerFact]
    public async Task What_if_refuses_a_policy_that_is_not_valid()
    {
        await RegisterAsync("orders-1");

        await RefusedAsync(
            RegistryErrorCode.InvalidRequest, () => Registry.WhatIfAsync(Orders, new ServicePolicy { MaxInstances = 0 }, new CallerContext(), Limit).AsTask());
    }
}
