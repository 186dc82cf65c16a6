using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Registry.Cluster;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.EndToEndTests;

/// <summary>
/// These tests themselves as an Orleans client of a real silo, with the client's package and nothing else of Orleans.
/// </summary>
public sealed class ClusterClientTests
{
    private static readonly ServiceName Orders = ServiceName.Parse("orders");

    [Fact]
    public void An_orleans_client_has_no_part_of_a_silo_beside_it()
    {
        var libraries = Directory.GetFiles(AppContext.BaseDirectory, "*.dll").Select(Path.GetFileName).ToList();

        Assert.Contains("Orleans.Registry.Cluster.Client.dll", libraries);
        Assert.Empty(libraries.Intersect(
            ["Orleans.Runtime.dll", "Orleans.Reminders.dll", "Orleans.Streaming.dll", "Orleans.Registry.Cluster.dll", "dotnet-etcd.dll"]));
    }

    [Fact]
    public async Task An_orleans_client_registers_renews_reads_and_watches()
    {
        var gateway = LoopbackPort.Free();
        await using var silo = await SiloProcess.StartAsync("--engine", "orleans", "--silo-port", $"{LoopbackPort.Free()}", "--gateway-port", $"{gateway}");
        using var client = await ConnectAsync(gateway);
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var registry = client.Services.GetRequiredService<IServiceRegistry>();

        var first = (await registry.RegisterAsync(Registration("one"), cancellationToken: deadline.Token)).GetValueOrThrow();
        await using var watch = registry.WatchAsync(new WatchRequest { Targets = [new WatchTarget(Orders)] }, deadline.Token).GetAsyncEnumerator(deadline.Token);
        Assert.True(await watch.MoveNextAsync());
        Assert.Equal(["one"], watch.Current.Snapshot!.Instances.Select(static i => i.Id.Value));

        var grain = client.Services.GetRequiredService<IClusterClient>().GetGrain<IInstanceGrain>("two");
        var second = (await grain.RegisterAsync(Registration("two"), OperationId.NewId())).GetValueOrThrow();
        Assert.True(await watch.MoveNextAsync());
        Assert.Equal((second.Position, "two"), (watch.Current.Position, watch.Current.Change!.After!.Id.Value));
        Assert.Equal(first.Position.Epoch, second.Position.Epoch);

        var renewed = await registry.RenewAsync([new Renewal(InstanceId.Parse("one")), new Renewal(InstanceId.Parse("two")), new Renewal(InstanceId.Parse("none"))], deadline.Token);
        Assert.Equal([RenewalOutcome.Renewed, RenewalOutcome.Renewed, RenewalOutcome.Unknown], renewed.GetValueOrThrow());
        var read = (await registry.DiscoverAsync(Orders, new InstanceQuery(), new ReadOptions { Strong = true }, deadline.Token)).GetValueOrThrow();
        Assert.Equal(["one", "two"], read.Instances.Select(static i => i.Id.Value).Order(StringComparer.Ordinal));
        var refused = await registry.GetServiceAsync(ServiceName.Parse("nobody"), cancellationToken: deadline.Token);
        Assert.Equal(RegistryErrorCode.ServiceNotFound, refused.Error?.Code);
        await client.StopAsync(deadline.Token);
    }

    private static InstanceRegistration Registration(string id) => new()
    {
        Service = Orders,
        Id = InstanceId.Parse(id),
        Details = new InstanceDetails { Address = "127.0.0.1", Port = 8080, Ttl = TimeSpan.FromMinutes(1) },
    };

    private static async Task<IHost> ConnectAsync(int gateway)
    {
        var host = Host.CreateEmptyApplicationBuilder(null);
        host.UseOrleansClient(client => client
            .UseStaticClustering(new IPEndPoint(IPAddress.Loopback, gateway))
            .Configure<ClusterOptions>(static o => (o.ClusterId, o.ServiceId) = ("registry", "registry"))
            .AddServiceRegistry());
        var built = host.Build();
        await built.StartAsync();
        return built;
    }
}
