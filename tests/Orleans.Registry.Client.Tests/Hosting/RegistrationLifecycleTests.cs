using Orleans.Registry.Client.Tests.Servers;
using Orleans.Registry.TestKit;

namespace Orleans.Registry.Client.Tests.Hosting;

public sealed class RegistrationLifecycleTests : IAsyncLifetime
{
    private RegistryServer _registry = null!;

    public async Task InitializeAsync() => _registry = await RegistryServer.StartAsync();

    public async Task DisposeAsync() => await _registry.DisposeAsync();

    [Fact]
    public async Task A_host_registers_with_the_address_it_listens_at_and_deregisters_when_it_stops()
    {
        await using var backend = await BackendHost.StartAsync(_registry.Address, "orders", "o-1", static o => o.Tags.Add("blue"));

        var found = (await _registry.Registry.GetInstanceAsync(InstanceId.Parse("o-1"))).GetValueOrThrow().Instance;
        Assert.Equal("127.0.0.1", found.Address);
        Assert.Equal(backend.Address.Port, found.Port);
        Assert.Equal("http", found.Details.Protocol);
        Assert.Equal(["blue"], found.Details.Tags);
        Assert.Equal(InstanceStatus.Healthy, found.Status);

        await Eventually.EndsAsync(backend.StopAsync());

        Assert.Equal(RegistryErrorCode.InstanceNotFound, (await _registry.Registry.GetInstanceAsync(InstanceId.Parse("o-1"))).Error?.Code);
        var history = (await _registry.Registry.GetHistoryAsync(ServiceName.Parse("orders"), Revision.None)).GetValueOrThrow();
        Assert.Equal([ChangeKind.Registered, ChangeKind.Draining, ChangeKind.Deregistered], history.Changes.Select(static c => c.Kind));
    }

    [Fact]
    public async Task A_host_outlives_its_ttl_for_as_long_as_it_runs()
    {
        await using var backend = await BackendHost.StartAsync(_registry.Address, "orders", "o-1");
        var registered = backend.Registration.LastRenewal;

        await Eventually.TrueAsync(() => backend.Registration.LastRenewal > registered + TimeSpan.FromSeconds(2.5));

        var found = (await _registry.Registry.GetInstanceAsync(InstanceId.Parse("o-1"))).GetValueOrThrow().Instance;
        Assert.Equal(found.CreatedRevision, found.ModifiedRevision);
        Assert.True(found.IsHealthy);
    }

    [Fact]
    public async Task A_host_comes_back_by_itself_when_the_registry_lost_its_memory()
    {
        await using var backend = await BackendHost.StartAsync(_registry.Address, "orders", "o-1");
        await backend.Registration.UpdateAsync(new InstanceUpdate { Weight = 7 });

        await _registry.StopAsync();
        await Eventually.TrueAsync(() => backend.Registration.LastError is { Code: RegistryErrorCode.Unreachable });
        await _registry.StartAgainAsync();

        await Eventually.TrueAsync(async () => (await _registry.Registry.GetInstanceAsync(InstanceId.Parse("o-1"))).IsSuccess);
        var found = (await _registry.Registry.GetInstanceAsync(InstanceId.Parse("o-1"))).GetValueOrThrow().Instance;
        Assert.Equal(7, found.Details.Weight);
    }

    [Fact]
    public async Task A_host_starts_and_stops_without_a_registry_and_registers_when_it_comes()
    {
        await _registry.StopAsync();

        await using var backend = await BackendHost.StartAsync(_registry.Address, "orders", "o-1", wait: false);
        await Eventually.TrueAsync(() => backend.Registration.LastError is not null);
        Assert.Equal(RegistrationState.Registering, backend.Registration.State);

        await _registry.StartAgainAsync();
        await Eventually.EndsAsync(backend.Registration.WaitUntilRegisteredAsync());
        await _registry.StopAsync();
        await Eventually.EndsAsync(backend.StopAsync());
    }

    [Fact]
    public async Task The_later_of_two_processes_under_one_id_keeps_it()
    {
        await using var first = await BackendHost.StartAsync(_registry.Address, "orders", "o-1");
        await using var second = await BackendHost.StartAsync(_registry.Address, "orders", "o-1");
        var registration = first.Registration;

        await Eventually.TrueAsync(() => registration.State == RegistrationState.Superseded);
        await Eventually.EndsAsync(first.StopAsync());

        var found = (await _registry.Registry.GetInstanceAsync(InstanceId.Parse("o-1"))).GetValueOrThrow().Instance;
        Assert.Equal(second.Address.Port, found.Port);
        Assert.Equal(InstanceStatus.Healthy, found.Status);
    }

    [Fact]
    public async Task An_instance_that_is_not_ready_gets_no_calls_until_it_says_so()
    {
        await using var backend = await BackendHost.StartAsync(_registry.Address, "orders", "o-1", static o => o.StartsNotReady = true);
        await using var client = await ClientHost.StartAsync(_registry.Address);
        var endpoints = await client.CallsAsync("orders");
        Assert.Null(endpoints.Pick());

        await backend.Registration.ReportHealthAsync(new HealthReport(InstanceSignal.Ready));

        await client.CallsAsync("orders", "o-1");
        Assert.Equal("o-1", endpoints.Pick()?.Id.Value);
    }

    [Fact]
    public async Task Wrong_options_stop_the_start_with_all_that_is_wrong()
    {
        var failure = await Assert.ThrowsAnyAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => BackendHost.StartAsync(
            _registry.Address,
            "not a service",
            "o 1",
            static o =>
            {
                o.Ttl = TimeSpan.FromDays(3);
                o.Weight = -1;
            }));

        Assert.Equal(4, failure.Failures.Count());
    }
}
