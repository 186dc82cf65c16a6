using Orleans.Registry.Embedded;

namespace Orleans.Registry.Silo;

/// <summary>Puts the chosen store into the host.</summary>
internal static class SiloStores
{
    public static void Add(EmbeddedRegistryBuilder registry, SiloOptions options, IConfigurationSection section)
    {
        if (options.IsInMemory)
        {
            registry.UseStore(s => new MemoryRegistryStore(s.GetRequiredService<TimeProvider>(), options.LogCapacity));
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
