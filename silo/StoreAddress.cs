using Microsoft.Extensions.Options;
using Orleans.Registry.Embedded;
using Orleans.Registry.Persistence.Etcd;
using Orleans.Registry.Persistence.Redis;

namespace Orleans.Registry.Silo;

/// <summary>
/// A store in one word, as <c>silo copy</c> takes it: <c>journal:DIRECTORY</c>, <c>redis:SERVERS[,setting=value...]</c>,
/// <c>etcd:URL[,URL...][,setting=value...]</c>.
/// </summary>
internal sealed class StoreAddress
{
    /// <summary>Large enough that no history is cut off on the way.</summary>
    private const int LogCapacity = 1_000_000;

    private readonly string _kind;
    private readonly List<string> _places;
    private readonly Dictionary<string, string> _settings;

    private StoreAddress(string kind, List<string> places, Dictionary<string, string> settings)
    {
        _kind = kind;
        _places = places;
        _settings = settings;
    }

    /// <summary>The journal's directory; <c>null</c> for the others.</summary>
    public string? Directory => _kind == "journal" ? Path.GetFullPath(_places[0]) : null;

    /// <summary>Reads the word; adds what is wrong with it to <paramref name="errors"/>.</summary>
    public static StoreAddress? Read(string name, string? text, List<string> errors)
    {
        var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        var kind = colon < 0 ? string.Empty : text![..colon].ToLowerInvariant();
        if (kind is not ("journal" or "redis" or "etcd"))
        {
            errors.Add($"{name} must be journal:DIRECTORY, redis:SERVERS or etcd:URL, not '{(colon < 0 ? text : kind)}'");
            return null;
        }

        var rest = text![(colon + 1)..];
        string[] words = kind == "journal" ? [rest] : rest.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        List<string> places = [.. words.Where(w => kind == "journal" || !w.Contains('=', StringComparison.Ordinal))];
        var settings = words.Except(places).Select(static w => w.Split('=', 2)).ToLookup(static w => w[0], static w => w[1], StringComparer.OrdinalIgnoreCase);
        string[] known = kind == "etcd" ? ["prefix", "user", "password", "ca", "cert", "key"] : [];
        errors.AddRange(settings.Where(s => s.Count() > 1).Select(s => $"{name} gives {s.Key} twice"));
        errors.AddRange(settings.Where(s => kind == "etcd" && !known.Contains(s.Key, StringComparer.OrdinalIgnoreCase))
            .Select(s => $"{name}: etcd has no setting {s.Key}, but {string.Join(", ", known)}"));
        if (places.Count == 0 || string.IsNullOrWhiteSpace(places[0]))
        {
            errors.Add($"{name} names no {(kind == "journal" ? "directory" : "server")}");
            return null;
        }

        return new StoreAddress(kind, places, settings.ToDictionary(static s => s.Key, static s => s.First(), StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>A store at the address, not open yet.</summary>
    /// <exception cref="OptionsValidationException">A setting is not valid.</exception>
    public IRegistryStore Create(ILoggerFactory loggers) => _kind switch
    {
        "journal" => new JournalRegistryStore(
            new JournalStoreOptions { Directory = Directory!, LogCapacity = LogCapacity }, TimeProvider.System, loggers.CreateLogger<JournalRegistryStore>()),
        "redis" => new RedisRegistryStore(Options.Create(Redis()), TimeProvider.System, loggers.CreateLogger<RedisRegistryStore>()),
        _ => new EtcdRegistryStore(Etcd(), TimeProvider.System, loggers),
    };

    /// <summary>For people, without secrets.</summary>
    public override string ToString() => _kind switch
    {
        "journal" => $"the journal in '{Directory}'",
        "redis" => Redis().ToString(),
        _ => Etcd().ToString(),
    };

    private RedisRegistryStoreOptions Redis()
    {
        var settings = _settings.Where(static s => !s.Key.Equals("prefix", StringComparison.OrdinalIgnoreCase)).Select(static s => $"{s.Key}={s.Value}");
        var options = new RedisRegistryStoreOptions { ConnectionString = string.Join(',', [.. _places, .. settings]), LogCapacity = LogCapacity };
        options.KeyPrefix = _settings.GetValueOrDefault("prefix", options.KeyPrefix);
        return options;
    }

    private EtcdRegistryStoreOptions Etcd()
    {
        var options = new EtcdRegistryStoreOptions
        {
            LogCapacity = LogCapacity,
            UserName = _settings.GetValueOrDefault("user"),
            Password = _settings.GetValueOrDefault("password"),
            TrustedCertificatesFile = _settings.GetValueOrDefault("ca"),
            ClientCertificateFile = _settings.GetValueOrDefault("cert"),
            ClientKeyFile = _settings.GetValueOrDefault("key"),
        };
        options.KeyPrefix = _settings.GetValueOrDefault("prefix", options.KeyPrefix);
        foreach (var place in _places)
        {
            options.Endpoints.Add(place);
        }

        return options;
    }
}
