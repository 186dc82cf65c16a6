using System.Net;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Persistence;
using Orleans.Registry.Cluster;
using StackExchange.Redis;

namespace Orleans.Registry.Silo;

/// <summary>Composes the program around the Orleans engine: membership, reminders, grain storage, streams, dashboard.</summary>
internal static class OrleansEngine
{
    public const string Name = "orleans";

    /// <summary>Where the Orleans dashboard is served.</summary>
    public const string DashboardPath = "/orleans";

    private const string Provider = ClusterRegistryOptions.DefaultProviderName;

    /// <summary>
    /// <c>memory</c>, <c>redis</c> and <c>etcd</c> are grain storage; <c>redis-direct</c> and <c>etcd-direct</c> the stores that
    /// the embedded engine has too.
    /// </summary>
    public static string[] Stores => ["memory", "redis", "etcd", "redis-direct", "etcd-direct"];

    public static string? DefaultStore(IConfigurationSection section)
        => !SiloOptions.Is(section[nameof(SiloOptions.Engine)] ?? string.Empty, Name) ? null
            : SiloOptions.Is(section["Cluster:Membership"] ?? string.Empty, "redis") ? "redis"
            : "memory";

    public static WebApplication Build(WebApplicationBuilder builder, SiloOptions options, IConfigurationSection section)
    {
        var cluster = section.GetSection(OrleansClusterOptions.Section).Get<OrleansClusterOptions>() ?? new OrleansClusterOptions();
        if (cluster.Validate(options).ToList() is { Count: > 0 } errors)
        {
            throw new OptionsValidationException(OrleansClusterOptions.Section, typeof(OrleansClusterOptions), errors);
        }

        var redis = section["Redis:ConnectionString"] ?? "localhost:6379";
        if (cluster.IsOnRedis || options.Store.StartsWith("redis", StringComparison.OrdinalIgnoreCase))
        {
            // Before the silo, whose own providers give up at their first failure.
            builder.Services.AddHostedService(s => new RedisStart(
                redis, options.StoreWait, s.GetService<TimeProvider>() ?? TimeProvider.System, s.GetRequiredService<ILogger<RedisStart>>()));
        }

        builder.Services.AddSingleton(StartDescription.Orleans(options, cluster, section, redis));
        builder.Services.AddHostedService<StartReport>();
        builder.Host.UseOrleans(silo =>
        {
            Join(silo, cluster, redis);
            silo.AddMemoryStreams(Provider, static streams => streams.ConfigurePartitioning(2));
            silo.AddDashboard();
            if (SiloTelemetry.Exports(builder.Configuration))
            {
                silo.AddActivityPropagation();
            }

            var registry = silo.AddServiceRegistry(o =>
            {
                o.LogCapacity = options.LogCapacity;
                o.LeaseGrace = TimeSpan.FromSeconds(options.LeaseGraceSeconds);
                o.StoreWait = options.StoreWait;
                o.ReminderPeriod = TimeSpan.FromSeconds(cluster.ReminderSeconds);
            });
            Store(silo, registry, options, section, redis);
        });
        SiloHost.AddHealthChecks(builder.Services, options, section);
        builder.Services.AddServiceRegistryHttp(http => section.GetSection("Http").Bind(http));
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));

        var app = builder.Build();
        app.MapServiceRegistry();
        SiloTelemetry.Map(app, section);
        app.MapOrleansDashboard(DashboardPath);
        return app;
    }

    private static void Join(ISiloBuilder silo, OrleansClusterOptions cluster, string redis)
    {
        silo.Configure<ReminderOptions>(o =>
        {
            var period = TimeSpan.FromSeconds(cluster.ReminderSeconds);
            o.MinimumReminderPeriod = period < o.MinimumReminderPeriod ? period : o.MinimumReminderPeriod;
        });
        silo.Configure<ClusterMembershipOptions>(o => o.ProbeTimeout = TimeSpan.FromSeconds(cluster.ProbeSeconds));
        if (!cluster.IsOnRedis)
        {
            var primary = cluster.PrimaryPort == 0 ? null : new IPEndPoint(IPAddress.Loopback, cluster.PrimaryPort);
            silo.UseLocalhostClustering(cluster.SiloPort, cluster.GatewayPort, primary, cluster.ServiceId, cluster.ClusterId);
            silo.UseInMemoryReminderService();
            return;
        }

        silo.Configure<ClusterOptions>(o =>
        {
            o.ClusterId = cluster.ClusterId;
            o.ServiceId = cluster.ServiceId;
        });
        var advertised = cluster.FindAdvertisedAddress();
        silo.ConfigureEndpoints(advertised, cluster.SiloPort, cluster.GatewayPort, listenOnAnyHostAddress: !IPAddress.IsLoopback(advertised));
        silo.UseRedisClustering(redis);
        silo.UseRedisReminderService(o => o.ConfigurationOptions = ConfigurationOptions.Parse(redis));
    }

    private static void Store(ISiloBuilder silo, ClusterRegistryBuilder registry, SiloOptions options, IConfigurationSection section, string redis)
    {
        // Also where the streams keep who subscribes: they look for a storage of their own name.
        switch (options.Store.ToUpperInvariant())
        {
            case "REDIS":
                AddRedis(silo, redis);
                registry.UseGrainStorage();
                break;
            case "ETCD":
                silo.AddEtcdGrainStorage(Provider, etcd =>
                {
                    section.GetSection("Etcd").Bind(etcd);
                    etcd.StoreWait = options.StoreWait;
                });
                registry.UseGrainStorage();
                break;
            case "REDIS-DIRECT":
                AddRedis(silo, redis);
                registry.Services.AddRedisRegistryStore(o =>
                {
                    section.GetSection("Redis").Bind(o);
                    o.LogCapacity = options.LogCapacity;
                });
                break;
            case "ETCD-DIRECT":
                silo.AddMemoryGrainStorage(Provider);
                registry.Services.AddEtcdRegistryStore(o =>
                {
                    section.GetSection("Etcd").Bind(o);
                    o.LogCapacity = options.LogCapacity;
                });
                break;
            default:
                silo.AddMemoryGrainStorage(Provider);
                registry.UseGrainStorage();
                break;
        }
    }

    private static void AddRedis(ISiloBuilder silo, string redis)
        => silo.AddRedisGrainStorage(Provider, (RedisStorageOptions o) =>
        {
            o.ConfigurationOptions = ConfigurationOptions.Parse(redis);
            o.DeleteStateOnClear = true;
        });
}
