using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Registry.ConformanceTests.Registries;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.Cluster.Tests.Samples;

/// <summary>The lines that the documentation shows do what it says.</summary>
public sealed class SampleTests
{
    [Fact]
    public async Task An_application_hosts_the_registry_in_its_silo_and_a_client_of_the_cluster_uses_it()
    {
        var (siloPort, gatewayPort) = (LoopbackPort.Free(), LoopbackPort.Free());
        using var application = CoHostingSample.Build(siloPort, gatewayPort);
        await application.StartAsync();
        var builder = Host.CreateApplicationBuilder();
        builder.UseOrleansClient(client => client.UseLocalhostClustering(gatewayPort).AddServiceRegistry());
        using (var other = builder.Build())
        {
            await other.StartAsync();
            var remote = other.Services.GetRequiredService<IServiceRegistry>();
            (await remote.RegisterAsync(Sample.Registration("orders-1"))).GetValueOrThrow();
            (await remote.RegisterAsync(Sample.Registration("orders-2"))).GetValueOrThrow();
            await other.StopAsync();
        }

        var registry = application.Services.GetRequiredService<IServiceRegistry>();
        var answer = (await registry.DiscoverAsync(ServiceName.Parse("orders"), InstanceQuery.Healthy)).GetValueOrThrow();
        Assert.Equal(["orders-1", "orders-2"], answer.Instances.Select(static i => i.Id.Value).Order(StringComparer.Ordinal));
        await application.StopAsync();
    }
}
