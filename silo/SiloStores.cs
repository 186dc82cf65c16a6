using Orleans.Registry.Embedded;

namespace Orleans.Registry.Silo;

/// <summary>Puts the chosen store into the host.</summary>
internal static class SiloStores
{
    public static void Add(EmbeddedRegistryBuilder registry, SiloOptions options, IConfigurationSection section)
    {
        var services = registry.Services;
        if (options.IsInMemory)
        {
            registry.UseStore(s => new MemoryRegistryStore(s.GetRequiredService<TimeProvider>(), options.LogCapacity));
        }
        else if (SiloOptions.Is(options.Store, "redis"))
        {
            services.AddRedisRegistryStore(redis =>
            {
                section.GetSection("Redis").Bind(redis);
                redis.LogCapacity = options.LogCapacity;
            });
        }
        else if (SiloOptions.Is(options.Store, "etcd"))
        {
            services.AddEtcdRegistryStore(etcd =>
            {
                section.GetSection("Etcd").Bind(etcd);
                etcd.LogCapacity = options.LogCapacity;
            });
        }
        else
        {
            registry.UseJournal(journal =>
            {
                section.GetSection("Journal").Bind(journal);
                journal.Directory = Path.GetFullPath(options.Data);
                journal.Durability = SiloOptions.Is(options.Durability, "os") ? StoreDurability.OperatingSystem : StoreDurability.Disk;
                journal.LogCapacity = options.LogCapacity;
            });
        }
    }
}
