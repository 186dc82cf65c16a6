namespace Orleans.Registry.Persistence.Redis;

/// <summary>What the server's <c>INFO</c> says that matters to a store.</summary>
internal sealed class RedisServerInfo
{
    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);

    public RedisServerInfo(IEnumerable<KeyValuePair<string, string>> fields)
    {
        foreach (var (name, value) in fields)
        {
            _fields[name] = value;
        }
    }

    /// <summary>The server's version; <c>unknown</c> when it does not say.</summary>
    public string VersionText => _fields.GetValueOrDefault("redis_version", "unknown");

    /// <summary>Streams, and scripts that may ask for the time and then write, came with version 5.</summary>
    public bool IsTooOld => Version.TryParse(VersionText, out var version) && version.Major < 5;

    /// <summary>Whether it says that it appends every write to a file. A server that does not say is not accused.</summary>
    public bool LosesWritesInCrash => _fields.GetValueOrDefault("aof_enabled", "1") == "0";

    /// <summary>Whether it says that it throws keys away when memory is short.</summary>
    public bool EvictsKeys => EvictionPolicy is not "noeviction" && _fields.GetValueOrDefault("maxmemory", "0") != "0";

    public string EvictionPolicy => _fields.GetValueOrDefault("maxmemory_policy", "noeviction");
}
