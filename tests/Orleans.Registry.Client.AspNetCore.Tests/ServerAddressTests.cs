using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Registry.TestKit;

namespace Orleans.Registry.Client.AspNetCore.Tests;

public sealed class ServerAddressTests
{
    [Fact]
    public async Task A_host_registers_at_the_port_that_its_server_got()
    {
        await using var host = await WebHost.StartAsync(static r => r.UseServerAddress());

        var found = await host.FoundAsync();

        Assert.Equal(("127.0.0.1", host.Address.Port, "http"), (found.Address, found.Port, found.Details.Protocol));
        Assert.Equal($"orders@127.0.0.1:{host.Address.Port}", found.Id.Value);
    }

    [Fact]
    public async Task A_server_that_listens_everywhere_registers_an_address_and_not_a_wildcard()
    {
        await using var host = await WebHost.StartAsync(static r => r.UseServerAddress(), url: "http://*:0");

        var found = await host.FoundAsync();

        Assert.True(System.Net.IPAddress.TryParse(found.Address, out var address), found.Address);
        Assert.NotEqual(System.Net.IPAddress.Any, address);
        Assert.Equal(host.Address.Port, found.Port);
    }

    [Fact]
    public async Task What_the_options_say_wins_over_the_server()
    {
        await using var host = await WebHost.StartAsync(
            static r => r.UseServerAddress(),
            static o =>
            {
                o.Address = "orders.internal";
                o.Port = 443;
                o.Protocol = "https";
            });

        var found = await host.FoundAsync();

        Assert.Equal(("orders.internal", 443, "https"), (found.Address, found.Port, found.Details.Protocol));
    }

    [Fact]
    public async Task Without_an_address_and_a_way_to_find_it_the_host_says_at_its_start_what_to_do()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddEmbeddedServiceRegistry();
        builder.Services.AddServiceRegistration(static o => o.Service = "orders");
        using var host = builder.Build();

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => Eventually.EndsAsync(host.StartAsync()));

        var failure = Assert.Single(refused.Failures);
        Assert.Contains("ServiceRegistrationOptions.Address", failure, StringComparison.Ordinal);
        Assert.Contains("Orleans.Registry.Client.AspNetCore", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_without_a_server_registers_at_the_address_it_is_told()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddEmbeddedServiceRegistry();
        builder.Services.AddServiceRegistration(static o =>
        {
            o.Service = "worker";
            o.Address = "10.1.2.3";
        });
        using var host = builder.Build();
        await Eventually.EndsAsync(host.StartAsync());
        var registration = host.Services.GetRequiredService<IServiceRegistrar>().Registrations.Single();

        var instance = await registration.WaitUntilRegisteredAsync().WaitAsync(Eventually.DefaultDeadline);

        Assert.Equal(("10.1.2.3", 0), (instance.Address, instance.Port));
        await Eventually.EndsAsync(host.StopAsync());
    }
}
