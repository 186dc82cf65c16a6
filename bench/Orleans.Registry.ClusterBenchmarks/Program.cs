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
    await RunAsync("etcd", all: false, silo => silo.AddEtcdGrainStorage(Provider, o => o.ConnectionString = etcd.Address.ToString().TrimEnd('/')));
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

    // Twice: the first time the code is still being compiled better.
    await Rate.MeasureAsync(i => client.GetGrain<IEmptyGrain>($"{i % 100}").CallAsync());
    var empty = await Rate.MeasureAsync(i => client.GetGrain<IEmptyGrain>($"{i % 100}").CallAsync());
    if (all)
    {
        Print(storage, "empty grain call", empty, empty);
        await MeasureReadsAsync(storage, registry, empty);
    }

    var hour = TimeSpan.FromHours(1);
    Print(storage, "register, new instances, 20 services", await Rate.MeasureAsync(async i => await RegisterAsync(registry, $"service-{i % 20}", $"i-{i}", hour)), empty);
    await host.StopAsync();
    await silo.StopAsync();
}

static async Task MeasureReadsAsync(string storage, IServiceRegistry registry, double empty)
{
    for (var i = 0; i < 1_000; i++)
    {
        await RegisterAsync(registry, $"read-{i / 10}", $"r-{i}", TimeSpan.FromHours(1));
    }

    var names = Enumerable.Range(0, 100).Select(static i => ServiceName.Parse($"read-{i}")).ToArray();
    var single = Enumerable.Range(0, 1_000).Select(static i => new[] { new Renewal(InstanceId.Parse($"r-{i}")) }).ToArray();
    var batches = Enumerable.Range(0, 10).Select(static b => Enumerable.Range(b * 100, 100).Select(static i => new Renewal(InstanceId.Parse($"r-{i}"))).ToArray()).ToArray();
    Print(storage, "read a service of 10 instances", await Rate.MeasureAsync(async i => (await registry.GetServiceAsync(names[i % 100])).GetValueOrThrow()), empty);
    Print(storage, "renew one lease a call", await Rate.MeasureAsync(async i => (await registry.RenewAsync(single[i % 1_000])).GetValueOrThrow()), empty);
    Print(storage, "renew 100 leases a call, leases", 100 * await Rate.MeasureAsync(async i => (await registry.RenewAsync(batches[i % 10])).GetValueOrThrow()), empty);
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

static void Print(string storage, string call, double rate, double empty) => Console.WriteLine($"| {storage} | {call} | {rate:N0} | {100 * rate / empty:0} % |");
