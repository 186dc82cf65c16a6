using Microsoft.Extensions.DependencyInjection;
using Orleans.Registry.TestKit;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.Cluster.Tests.Samples;

/// <summary>The samples do what the documentation says.</summary>
public sealed class SampleTests
{
    [Fact]
    public async Task An_application_hosts_the_registry_in_its_silo_and_a_client_of_the_cluster_uses_it()
    {
        var (siloPort, gatewayPort) = (LoopbackPort.Free(), LoopbackPort.Free());
        using var application = CoHostingSample.Build(siloPort, gatewayPort);
        await application.StartAsync();
        await using var output = new StringWriter();
        var printed = TextWriter.Synchronized(output);
        var orders = ServiceName.Parse("orders");
        await using (var client = await ClusterClientSample.ConnectAsync(gatewayPort, printed))
        {
            await client.PrintChangesAsync(orders);
            await client.RegisterAsync(orders, "orders-1", 8080);
            await client.RegisterAsync(orders, "orders-2", 8081);
            await Eventually.TrueAsync(() => output.ToString().Contains("changed 2 Registered orders-2", StringComparison.Ordinal));
        }

        var registry = application.Services.GetRequiredService<IServiceRegistry>();
        var answer = (await registry.DiscoverAsync(orders, InstanceQuery.Healthy)).GetValueOrThrow();
        Assert.Equal(["orders-1", "orders-2"], answer.Instances.Select(static i => i.Id.Value).Order(StringComparer.Ordinal));
        Assert.Contains("changed 1 Registered orders-1", output.ToString(), StringComparison.Ordinal);
        await application.StopAsync();
    }
}
