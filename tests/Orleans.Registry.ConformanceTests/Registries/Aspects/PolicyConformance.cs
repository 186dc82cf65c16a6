using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.ConformanceTests.Registries.Aspects;

/// <summary>Policies: versions, roll-back, and what they rule.</summary>
public abstract class PolicyConformance(IRegistryFactory factory) : ServiceRegistryConformance(factory)
{
    [ServerFact]
    public async Task Nobody_set_a_policy_so_the_built_in_one_is_in_force()
    {
        await RegisterAsync("orders-1");

        var version = Assert.Single((await Registry.GetPoliciesAsync(Orders, Limit)).GetValueOrThrow());

        Assert.Equal(0, version.Version);
        Assert.Equal(ServicePolicy.Default, version.Policy);
        Assert.Equal(0, (await ReadAsync()).Policy.Version);
    }

    [ServerFact]
    public async Task A_policy_comes_back_whole_and_makes_its_service_known()
    {
        var policy = RichPolicy();

        var set = await SetAsync(policy, new DocumentChange { By = "ann", Comment = "go slow" });

        Assert.Equal((1, "ann", "go slow"), (set.Version, set.By, set.Comment));
        var read = (await Registry.GetPoliciesAsync(Orders, Limit)).GetValueOrThrow()[0];
        Assert.Equal(policy, read.Policy);
        Assert.Equal(set, read);
        var snapshot = await ReadAsync();
        Assert.Equal(policy, snapshot.Policy.Policy);
        Assert.Equal(new Revision(1), snapshot.Revision);
    }

    [ServerFact]
    public async Task Versions_count_up_and_are_kept_newest_first()
    {
        await SetAsync(new ServicePolicy { MaxInstances = 1 });
        await SetAsync(new ServicePolicy { MaxInstances = 2 });

        var versions = (await Registry.GetPoliciesAsync(Orders, Limit)).GetValueOrThrow();

        Assert.Equal([(2, 2), (1, 1)], versions.Take(2).Select(static v => (v.Version, v.Policy.MaxInstances)));
    }

    [ServerFact]
    public async Task Setting_the_policy_in_force_again_makes_no_version()
    {
        var first = await SetAsync(RichPolicy());
        var before = await ReadAsync();

        var second = await SetAsync(RichPolicy());

        Assert.Equal(first.Version, second.Version);
        Assert.Equal(before.Position, (await ReadAsync()).Position);
    }

    [ServerFact]
    public async Task A_policy_set_on_top_of_another_than_the_one_in_force_is_refused()
    {
        await SetAsync(new ServicePolicy { MaxInstances = 1 }, new DocumentChange { ExpectedVersion = 0 });

        await RefusedAsync(
            RegistryErrorCode.VersionConflict,
            () => Registry.SetPolicyAsync(Orders, new ServicePolicy { MaxInstances = 2 }, new DocumentChange { ExpectedVersion = 0 }, Limit).AsTask());

        await SetAsync(new ServicePolicy { MaxInstances = 2 }, new DocumentChange { ExpectedVersion = 1 });
    }

    [ServerFact]
    public async Task An_earlier_policy_is_set_again_as_a_new_version()
    {
        await SetAsync(new ServicePolicy { MaxInstances = 1 });
        await SetAsync(new ServicePolicy { MaxInstances = 2 });

        var rolledBack = (await Registry.RollbackPolicyAsync(Orders, 1, new DocumentChange(), Limit)).GetValueOrThrow();
        Assert.Equal((3, 1), (rolledBack.Version, rolledBack.Policy.MaxInstances));
        var builtIn = (await Registry.RollbackPolicyAsync(Orders, 0, new DocumentChange(), Limit)).GetValueOrThrow();
        Assert.Equal(4, builtIn.Version);
        Assert.Equal(ServicePolicy.Default, builtIn.Policy);
    }

    [ServerFact]
    public async Task A_version_that_is_not_kept_cannot_be_set_again()
    {
        await SetAsync(new ServicePolicy { MaxInstances = 1 });
        await RefusedAsync(RegistryErrorCode.VersionNotFound, () => Registry.RollbackPolicyAsync(Orders, 2, new DocumentChange(), Limit).AsTask());
        for (var i = 2; i <= 40; i++)
        {
            await SetAsync(new ServicePolicy { MaxInstances = i });
        }

        await RefusedAsync(RegistryErrorCode.VersionNotFound, () => Registry.RollbackPolicyAsync(Orders, 1, new DocumentChange(), Limit).AsTask());
        var versions = (await Registry.GetPoliciesAsync(Orders, Limit)).GetValueOrThrow();
        Assert.Equal(40, versions[0].Version);
        Assert.Equal(versions[^2].Policy.MaxInstances, (await Registry.RollbackPolicyAsync(Orders, versions[^2].Version, new DocumentChange(), Limit)).GetValueOrThrow().Policy.MaxInstances);
    }

    [ServerFact]
    public async Task A_service_takes_no_more_instances_than_its_policy_allows()
    {
        await SetAsync(new ServicePolicy { MaxInstances = 2 });
        await RegisterAsync("orders-1");
        await RegisterAsync("orders-2");

        await RefusedAsync(RegistryErrorCode.LimitExceeded, () => Registry.RegisterAsync(Sample.Registration("orders-3"), default, Limit).AsTask());

        await RegisterAsync(Sample.Registration("orders-2") with { Details = Sample.Details() with { Port = 1 } });
        await Registry.DeregisterAsync(Sample.Id("orders-1"), cancellationToken: Limit);
        await RegisterAsync("orders-3");
    }

    [ServerFact]
    public async Task The_limit_holds_when_many_register_at_once()
    {
        await SetAsync(new ServicePolicy { MaxInstances = 10 });

        var results = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() => Registry.RegisterAsync(Sample.Registration($"orders-{i}"), default, Limit).AsTask())));

        Assert.Equal(10, results.Count(static r => r.IsSuccess));
        Assert.All(results.Where(static r => !r.IsSuccess), static r => Assert.Equal(RegistryErrorCode.LimitExceeded, r.Error!.Code));
        Assert.Equal(10, (await ReadAsync()).Instances.Count);
    }

    [ServerTheory]
    [InlineData(9)]
    [InlineData(61)]
    public async Task A_ttl_outside_the_policy_is_refused(int seconds)
    {
        await SetAsync(new ServicePolicy { MinTtl = TimeSpan.FromSeconds(10), MaxTtl = TimeSpan.FromSeconds(60), DefaultTtl = TimeSpan.FromSeconds(20) });

        var error = await RefusedAsync(
            RegistryErrorCode.InvalidRequest,
            () => Registry.RegisterAsync(Sample.Registration("orders-1", ttl: TimeSpan.FromSeconds(seconds)), default, Limit).AsTask());

        Assert.Equal("ttl", Assert.Single(error.Fields).Field);
    }

    [ServerFact]
    public async Task Every_wrong_field_of_a_policy_is_named_and_nothing_is_set()
    {
        await RegisterAsync("orders-1");
        var policy = new ServicePolicy
        {
            MaxInstances = 0,
            DefaultTtl = TimeSpan.Zero,
            Protection = new ProtectionPolicy { MaxExpiredShare = 1.5 },
            Traffic = new TrafficPolicy { Retries = -1 },
        };

        var error = await RefusedAsync(
            RegistryErrorCode.InvalidRequest,
            () => Registry.SetPolicyAsync(Orders, policy, new DocumentChange { By = new string('b', 129) }, Limit).AsTask());

        var fields = error.Fields.Select(static f => f.Field).ToHashSet();
        Assert.Superset(new HashSet<string> { "maxInstances", "defaultTtl", "protection.maxExpiredShare", "traffic.retries", "by" }, fields);
    }

    [ServerFact]
    public async Task A_negative_version_is_nothing_to_build_on()
    {
        await RegisterAsync("orders-1");

        await RefusedAsync(
            RegistryErrorCode.InvalidRequest,
            () => Registry.SetPolicyAsync(Orders, RichPolicy(), new DocumentChange { ExpectedVersion = -1 }, Limit).AsTask());
    }

    private static ServicePolicy RichPolicy() => new()
    {
        DefaultTtl = TimeSpan.FromSeconds(12),
        MinTtl = TimeSpan.FromSeconds(2),
        MaxTtl = TimeSpan.FromHours(2),
        MaxInstances = 1234,
        Protection = new ProtectionPolicy { MaxExpiredShare = 0.25, MinExpired = 3, Window = TimeSpan.FromSeconds(30), MaxHold = TimeSpan.FromSeconds(90) },
        Traffic = new TrafficPolicy
        {
            HeaderRoutes = EquatableArray<HeaderRoute>.Create([new("x-beta", "yes", VersionRange.Parse("2.x"))]),
            Splits = EquatableArray<VersionSplit>.Create([new(VersionRange.Parse("1.x"), 90), new(VersionRange.Parse("2.x"), 10)]),
            Locality = LocalityPreference.Zone,
            MinLocalInstances = 2,
            Timeout = TimeSpan.FromMilliseconds(1500),
            Retries = 2,
            BreakerFailures = 5,
            BreakerOpenFor = TimeSpan.FromSeconds(10),
        },
    };

    private async Task<VersionedPolicy> SetAsync(ServicePolicy policy, DocumentChange? change = null)
        => (await Registry.SetPolicyAsync(Orders, policy, change ?? new DocumentChange(), Limit)).GetValueOrThrow();
}
