// Rates of one silo, called by an Orleans client in the same process over real sockets, beside the rate of an empty grain call.
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Persistence;
using Orleans.Registry;
using Orleans.Registry.Cluster;
using Orleans.Registry.ClusterBenchmarks;
using Orleans.Registry.TestKit.Servers;
using StackExchange.Redis;

const string Provider = ClusterRegistryOptions.DefaultProviderName;
Console.WriteLine("| storage | call | per second | of an empty grain call |");
Console.WriteLine("| --- | --- | ---: | ---: |");
await RunAsync("memory", all: true, static silo => silo.AddMemoryGrainStorage(Provider));
await using (var redis = await RedisServer.StartAsync())
{
    await RunAsync("Redis, everysec", all: false, silo => silo.AddRedisGrainStorage(Provider, (RedisStorageOptions o) =>
    {
        o.ConfigurationOptions = ConfigurationOptions.Parse(redis.EndPoint);
        o.DeleteStateOnClear = true;
    }));
}

await using (var etcd = await EtcdServer.StartAsync())
{
    await RunAsync("etcd", all: false, silo => silo.AddEtcdGrainStorage(Provider, o => o.Endpoints.Add(etcd.Address.ToString())));
}

static async Task RunAsync(string storage, bool all, Action<ISiloBuilder> addStorage)
{
    var (siloPort, gatewayPort) = (LoopbackPort.Free(), LoopbackPort.Free());
    using var silo = Build(b => b.UseOrleans(s =>
    {
        s.UseLocalhostClustering(siloPort, gatewayPort).UseInMemoryReminderService();
        addStorage(s);
        s.AddServiceRegistry();
    }));
    using var host = Build(b => b.UseOrleansClient(c => c.UseLocalhostClustering(gatewayPort).AddServiceRegistry()));
    await silo.StartAsync();
    await host.StartAsync();
    var client = host.Services.GetRequiredService<IClusterClient>();
    var registry = host.Services.GetRequiredService<IServiceRegistry>();

    var rates = new Rates(storage, i => client.GetGrain<IEmptyGrain>($"{i % 1_000}").CallAsync());
    var hour = TimeSpan.FromHours(1);
    for (var i = 0; i < 1_000; i++)
    {
        await RegisterAsync(registry, $"read-{i / 10}", $"r-{i}", hour);
    }

    if (all)
    {
        await MeasureLeasesAndReadsAsync(rates, registry, client);
    }

    await rates.PrintAsync(
        "update an instance, 100 services",
        async i => (await registry.UpdateAsync(InstanceId.Parse($"r-{i % 1_000}"), new InstanceUpdate { Weight = i % 10_000 })).GetValueOrThrow());
    await rates.PrintAsync("register, new instances, 20 services", i => RegisterAsync(registry, $"service-{i % 20}", $"i-{i}", hour));
    await host.StopAsync();
    await silo.StopAsync();
}

static async Task MeasureLeasesAndReadsAsync(Rates rates, IServiceRegistry registry, IClusterClient client)
{
    var names = Enumerable.Range(0, 100).Select(static i => ServiceName.Parse($"read-{i}")).ToArray();
    var single = Enumerable.Range(0, 1_000).Select(static i => new[] { new Renewal(InstanceId.Parse($"r-{i}")) }).ToArray();
    var batches = Enumerable.Range(0, 10).Select(static b => Enumerable.Range(b * 100, 100).Select(static i => new Renewal(InstanceId.Parse($"r-{i}"))).ToArray()).ToArray();
    var strong = new ReadOptions { Strong = true };
    await rates.PrintAsync("read 10 instances, from the process's copy", async i => (await registry.GetServiceAsync(names[i % 100])).GetValueOrThrow());
    await rates.PrintAsync("read 10 instances, strong, copy at hand", async i => (await registry.GetServiceAsync(names[i % 100], strong)).GetValueOrThrow());
    await rates.PrintAsync("read 10 instances, IServiceGrain itself", async i => (await client.GetGrain<IServiceGrain>(names[i % 100].Value).GetServiceAsync(null)).GetValueOrThrow());
    await rates.PrintAsync("renew one lease a call", async i => (await registry.RenewAsync(single[i % 1_000])).GetValueOrThrow());
    await rates.PrintAsync("renew one lease, IInstanceGrain itself", i => client.GetGrain<IInstanceGrain>(single[i % 1_000][0].Id.Value).RenewAsync(0));
    await rates.PrintAsync("renew 100 leases a call, leases", async i => (await registry.RenewAsync(batches[i % 10])).GetValueOrThrow(), each: 100);
}

static async Task RegisterAsync(IServiceRegistry registry, string service, string id, TimeSpan ttl)
    => (await registry.RegisterAsync(new InstanceRegistration
    {
        Service = ServiceName.Parse(service),
        Id = InstanceId.Parse(id),
        Details = new InstanceDetails { Address = "10.0.0.7", Port = 8080, Ttl = ttl },
    })).GetValueOrThrow();

static IHost Build(Action<HostApplicationBuilder> configure)
{
    var builder = Host.CreateApplicationBuilder();
    builder.Logging.SetMinimumLevel(LogLevel.Error);
    configure(builder);
    return builder.Build();
}
