using Orleans.Registry.Client.Tests.Hosting;
using Orleans.Registry.Client.Tests.Registration;
using Orleans.Registry.Client.Tests.Servers;
using Orleans.Registry.TestKit;

namespace Orleans.Registry.Client.Tests.Discovery;

public sealed class ServiceDiscoveryTests : IAsyncLifetime
{
    private static readonly ServiceName Orders = ServiceName.Parse("orders");
    private RegistryServer _registry = null!;

    public async Task InitializeAsync() => _registry = await RegistryServer.StartAsync();

    public async Task DisposeAsync() => await _registry.DisposeAsync();

    [Fact]
    public async Task Instances_come_and_go_in_the_picks_as_they_do_in_the_registry()
    {
        await using var client = await ClientHost.StartAsync(_registry.Address);
        var endpoints = await client.CallsAsync("orders");
        Assert.Equal(NoEndpointReason.NoInstances, endpoints.WhyNone().Reason);

        await RegisterAsync("a");
        await RegisterAsync("b");
        await client.CallsAsync("orders", "a", "b");
        Assert.Equal(["a", "b"], Picks(endpoints, 10));

        await _registry.Registry.DeregisterAsync(InstanceId.Parse("a"));
        await client.CallsAsync("orders", "b");
        Assert.Equal(["b"], Picks(endpoints, 10));
    }

    [Fact]
    public async Task A_drain_completes_only_when_no_new_call_goes_there()
    {
        await using var client = await ClientHost.StartAsync(_registry.Address);
        await RegisterAsync("a");
        await RegisterAsync("b");
        var endpoints = await client.CallsAsync("orders", "a", "b");

        for (var round = 0; round < 20; round++)
        {
            var drained = await _registry.Registry.DrainAsync(InstanceId.Parse("a"), TimeSpan.FromSeconds(20));

            Assert.True(drained.GetValueOrThrow().IsComplete);
            Assert.Equal(1, drained.Value!.Watchers);
            Assert.Equal(["b"], Picks(endpoints, 4));
            await _registry.Registry.ResumeAsync(InstanceId.Parse("a"));
            await client.CallsAsync("orders", "a", "b");
        }
    }

    [Fact]
    public async Task Picks_go_on_when_the_registry_is_gone_and_their_age_is_known()
    {
        await using var client = await ClientHost.StartAsync(_registry.Address);
        await RegisterAsync("a");
        var endpoints = await client.CallsAsync("orders", "a");

        await _registry.StopAsync();

        await Eventually.TrueAsync(() => endpoints.Freshness?.Age > TimeSpan.FromSeconds(1));
        Assert.Equal("a", endpoints.Pick()?.Id.Value);
        Assert.Equal(AnswerSource.Cache, endpoints.Freshness?.Source);
        await _registry.StartAgainAsync();
        await client.CallsAsync("orders");
        await Eventually.TrueAsync(() => endpoints.Freshness?.Age < TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_start_without_a_registry_goes_on_with_what_the_disk_knows_and_its_age()
    {
        var file = Path.Combine(Path.GetTempPath(), $"lkg-{Guid.NewGuid():N}", "known.json");
        await RegisterAsync("a");
        await using (var before = await ClientHost.StartAsync(_registry.Address, o => Keep(o, file)))
        {
            await before.CallsAsync("orders", "a");
            await Eventually.TrueAsync(() => File.Exists(file));
        }

        await _registry.StopAsync();
        await using (var after = await ClientHost.StartAsync(_registry.Address, o => Keep(o, file)))
        {
            var endpoints = await after.CallsAsync("orders", "a");
            Assert.Equal("a", endpoints.Pick()?.Id.Value);
            Assert.Equal(AnswerSource.Disk, endpoints.Freshness?.Source);
            Assert.True(endpoints.Freshness?.Age > TimeSpan.Zero);

            await _registry.StartAgainAsync();
            await RegisterAsync("b");
            await after.CallsAsync("orders", "b");
            Assert.Equal(AnswerSource.Cache, endpoints.Freshness?.Source);
        }

        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    [Fact]
    public async Task A_service_nobody_asked_for_this_time_stays_in_the_file()
    {
        var file = Path.Combine(Path.GetTempPath(), $"lkg-{Guid.NewGuid():N}.json");
        await RegisterAsync("a");
        await using (var first = await ClientHost.StartAsync(_registry.Address, o => Keep(o, file)))
        {
            await first.CallsAsync("orders", "a");
        }

        await using (var second = await ClientHost.StartAsync(_registry.Address, o => Keep(o, file)))
        {
            await second.CallsAsync("stock");
        }

        Assert.Contains("\"orders\"", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        Assert.Contains("\"stock\"", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        File.Delete(file);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{ \"format\": 1, \"services\": [ {")]
    [InlineData("{ \"format\": 99, \"services\": [] }")]
    public async Task A_file_that_cannot_be_read_is_passed_over_and_replaced(string content)
    {
        var file = Path.Combine(Path.GetTempPath(), $"lkg-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(file, content);
        await RegisterAsync("a");
        await using (var client = await ClientHost.StartAsync(_registry.Address, o => Keep(o, file)))
        {
            await client.CallsAsync("orders", "a");
            await Eventually.TrueAsync(() => File.ReadAllText(file).Contains("\"orders\"", StringComparison.Ordinal));
        }

        File.Delete(file);
    }

    [Fact]
    public async Task What_is_missing_is_told_with_the_reason_and_since_when()
    {
        var address = _registry.Address;
        await _registry.StopAsync();
        await using var client = await ClientHost.StartAsync(address, null, static o => o.FirstSnapshotTimeout = TimeSpan.FromMilliseconds(300));

        var failure = await Assert.ThrowsAsync<NoEndpointException>(() => client.Http.GetAsync(new Uri("http://orders/")));

        Assert.Equal(NoEndpointReason.NotKnown, failure.Reason);
        Assert.Equal(Orders, failure.Service);
        Assert.Contains("orders", failure.Message, StringComparison.Ordinal);
        Assert.Contains("has not been reachable for", failure.Message, StringComparison.Ordinal);
        Assert.Contains(address.Authority, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_of_which_nothing_is_healthy_says_what_it_has()
    {
        await using var client = await ClientHost.StartAsync(_registry.Address);
        await RegisterAsync("a");
        await RegisterAsync("b");
        await _registry.Registry.ReportHealthAsync(InstanceId.Parse("a"), new HealthReport(InstanceSignal.CheckFailed));
        await _registry.Registry.DrainAsync(InstanceId.Parse("b"), TimeSpan.Zero);
        var endpoints = await client.CallsAsync("orders");
        await Eventually.TrueAsync(() => endpoints.Snapshot?.State.Instances.Count == 2);

        var why = endpoints.WhyNone();

        Assert.Equal(NoEndpointReason.NoneHealthy, why.Reason);
        Assert.Contains("1 Unhealthy", why.Message, StringComparison.Ordinal);
        Assert.Contains("1 Draining", why.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_traffic_policy_is_obeyed_as_soon_as_it_is_set()
    {
        await using var client = await ClientHost.StartAsync(_registry.Address);
        await RegisterAsync("old", "1.4.0");
        await RegisterAsync("new", "2.0.0");
        var endpoints = await client.CallsAsync("orders", "old", "new");
        Assert.Equal(["new", "old"], Picks(endpoints, 10));

        var split = new ServicePolicy
        {
            Traffic = new TrafficPolicy { Splits = EquatableArray<VersionSplit>.Create([new VersionSplit(VersionRange.Parse("^2.0"), 100)]) },
        };
        (await _registry.Registry.SetPolicyAsync(Orders, split, new DocumentChange())).GetValueOrThrow();

        await Eventually.TrueAsync(() => Picks(endpoints, 10).SequenceEqual(["new"]));
    }

    [Fact]
    public async Task Many_services_and_policies_cost_one_connection()
    {
        await using var client = await ClientHost.StartAsync(_registry.Address, static o => o.Services.Add("stock"));
        foreach (var service in (string[])["orders", "stock", "users"])
        {
            foreach (var policy in (string[])["random", "round-robin", "ring-hash"])
            {
                await Eventually.EndsAsync(client.Endpoints(service, policy).WaitForSnapshotAsync().AsTask());
            }
        }

        Assert.Equal(1, (await _registry.Registry.GetStatsAsync()).GetValueOrThrow().Watchers);
        Assert.Same(client.Endpoints("orders", "random"), client.Endpoints("orders", "random"));
        Assert.Throws<ArgumentException>(() => client.Endpoints("orders", "best"));
    }

    [Fact]
    public async Task A_registry_in_the_same_process_serves_as_well()
    {
        var services = new Microsoft.Extensions.DependencyInjection.ServiceCollection();
        Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton(services, _registry.Registry);
        Microsoft.Extensions.DependencyInjection.ServiceDiscoveryServiceCollectionExtensions.AddServiceDiscovery(services);
        await using var provider = Microsoft.Extensions.DependencyInjection.ServiceCollectionContainerBuilderExtensions.BuildServiceProvider(services);
        var discovery = (IServiceDiscovery)provider.GetService(typeof(IServiceDiscovery))!;
        var endpoints = discovery.GetEndpoints(Orders);
        await RegisterAsync("a");

        await Eventually.TrueAsync(() => endpoints.Pick()?.Id.Value == "a");
        var drained = await _registry.Registry.DrainAsync(InstanceId.Parse("a"), TimeSpan.FromSeconds(20));

        Assert.True(drained.GetValueOrThrow().IsComplete);
        Assert.Null(endpoints.Pick());
    }

    private static void Keep(ServiceDiscoveryOptions options, string file)
    {
        options.LastKnownGoodFile = file;
        options.LastKnownGoodDelay = TimeSpan.FromMilliseconds(20);
        options.LastKnownGoodAfter = TimeSpan.FromMilliseconds(200);
    }

    private static IEnumerable<string> Picks(IServiceEndpoints endpoints, int count)
        => Enumerable.Range(0, count).Select(_ => endpoints.Pick()!.Id.Value).ToHashSet().Order();

    private async Task RegisterAsync(string id, string version = "")
    {
        var registration = RegistrarFixture.Instance(id);
        registration = registration with { Details = registration.Details with { Version = version } };
        (await _registry.Registry.RegisterAsync(registration)).GetValueOrThrow();
    }
}
