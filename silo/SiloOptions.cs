using System.Globalization;

namespace Orleans.Registry.Silo;

/// <summary>What the program is told, section <c>Registry</c> of its configuration. Every fault is reported at once, at start.</summary>
internal sealed class SiloOptions
{
    public const string Section = "Registry";

    /// <summary>Where the rules run: <c>embedded</c> (default, in this process alone) or <c>orleans</c> (in a cluster of silos).</summary>
    public string Engine { get; init; } = "embedded";

    /// <summary>
    /// Where records live: <c>journal</c> (default), <c>memory</c>, <c>redis</c> or <c>etcd</c>. The Orleans engine has
    /// others: see <see cref="OrleansEngine.Stores"/>.
    /// </summary>
    public string Store { get; init; } = "journal";

    /// <summary>The journal's directory, created when it is missing; relative to the working directory. Default <c>data</c>.</summary>
    public string Data { get; init; } = "data";

    /// <summary>
    /// What an acknowledgement of the journal means: <c>fsync</c> (default, the disk has it), <c>os</c> (the operating system
    /// has it) or <c>memory</c> (nothing is kept: the same as store <c>memory</c>).
    /// </summary>
    public string Durability { get; init; } = "fsync";

    /// <summary>Address to listen on. Default 127.0.0.1. Not used when <c>urls</c> is set.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>Port to listen on. Default 8500; 0 for a free one. Not used when <c>urls</c> is set.</summary>
    public int Port { get; init; } = 8500;

    /// <summary>Changes each service's log keeps. Default 4096; 16 to 1,000,000.</summary>
    public int LogCapacity { get; init; } = 4096;

    /// <summary>Seconds in which nothing expires after a start or a pause. Default 2; 0 to 600.</summary>
    public double LeaseGraceSeconds { get; init; } = 2;

    /// <summary>Whether to stand by while another registry holds the store. Default false. Stores redis and etcd only.</summary>
    public bool Standby { get; init; }

    /// <summary>Whether to take the store from a registry that is alive. Default false.</summary>
    public bool TakeOver { get; init; }

    /// <summary>Seconds that the claim on an external store lives without a renewal. Default 10; 1 to 600.</summary>
    public double ClaimTtlSeconds { get; init; } = 10;

    /// <summary>
    /// Seconds that a start waits for an external store that does not answer. Default 60; 0 (fails at once) to 3600.
    /// </summary>
    public double StoreWaitSeconds { get; init; } = 60;

    /// <summary>
    /// Whether instances may ask for programs to be run on this machine as their health checks. Default false. More settings
    /// of checks are in section <c>Registry:HealthChecks</c>.
    /// </summary>
    public bool AllowScriptChecks { get; init; }

    /// <summary>How logs are written: <c>text</c> (default) or <c>json</c>.</summary>
    public string Logs { get; init; } = "text";

    /// <summary>Whether the records die with the process.</summary>
    public bool IsInMemory => Is(Store, "memory") || (Is(Store, "journal") && Is(Durability, "memory"));

    /// <summary>How long a start waits for an external store that does not answer.</summary>
    public TimeSpan StoreWait => TimeSpan.FromSeconds(StoreWaitSeconds);

    /// <summary>Reads the settings and finds all that is wrong with them.</summary>
    public static SiloOptions Read(IConfigurationSection section, List<string> errors)
    {
        var defaults = new SiloOptions();
        var options = new SiloOptions
        {
            Engine = section[nameof(Engine)] ?? defaults.Engine,
            Store = section[nameof(Store)] ?? OrleansEngine.DefaultStore(section) ?? defaults.Store,
            Data = section[nameof(Data)] ?? defaults.Data,
            Durability = section[nameof(Durability)] ?? defaults.Durability,
            Address = section[nameof(Address)] ?? defaults.Address,
            Logs = section[nameof(Logs)] ?? defaults.Logs,
            Port = Number("port", section[nameof(Port)], defaults.Port, errors),
            LogCapacity = Number("log-capacity", section[nameof(LogCapacity)], defaults.LogCapacity, errors),
            Standby = Flag("standby", section[nameof(Standby)], errors),
            TakeOver = Flag("take-over", section[nameof(TakeOver)], errors),
            AllowScriptChecks = Flag("allow-script-checks", section[nameof(AllowScriptChecks)], errors),
            ClaimTtlSeconds = Number("claim-ttl", section[nameof(ClaimTtlSeconds)], defaults.ClaimTtlSeconds, errors),
            StoreWaitSeconds = Number("store-wait", section[nameof(StoreWaitSeconds)], defaults.StoreWaitSeconds, errors),
            LeaseGraceSeconds = Number("lease-grace", section[nameof(LeaseGraceSeconds)], defaults.LeaseGraceSeconds, errors),
        };
        options.Validate(errors);
        return options;
    }

    private void Validate(List<string> errors)
    {
        OneOf("engine", Engine, ["embedded", OrleansEngine.Name], errors);
        OneOf("store", Store, Is(Engine, "embedded") ? ["journal", "memory", "redis", "etcd"] : OrleansEngine.Stores, errors);
        OneOf("durability", Durability, ["fsync", "os", "memory"], errors);
        OneOf("logs", Logs, ["text", "json"], errors);
        if (string.IsNullOrWhiteSpace(Data))
        {
            errors.Add("data must name a directory");
        }

        if (!System.Net.IPAddress.TryParse(Address, out _))
        {
            errors.Add($"address must be an IP address, not '{Address}'");
        }

        if (Port is < 0 or > 65535)
        {
            errors.Add($"port must be 0 to 65535, not {Port}");
        }

        if (LogCapacity is < 16 or > 1_000_000)
        {
            errors.Add($"log-capacity must be 16 to 1000000, not {LogCapacity}");
        }

        ValidateRole(errors);
        if (LeaseGraceSeconds is not (>= 0 and <= 600))
        {
            errors.Add($"lease-grace must be 0 to 600 seconds, not {LeaseGraceSeconds}");
        }

        if (StoreWaitSeconds is not (>= 0 and <= 3600))
        {
            errors.Add($"store-wait must be 0 to 3600 seconds, not {StoreWaitSeconds}");
        }
    }

    private void ValidateRole(List<string> errors)
    {
        if (ClaimTtlSeconds is not (>= 1 and <= 600))
        {
            errors.Add($"claim-ttl must be 1 to 600 seconds, not {ClaimTtlSeconds}");
        }

        if (Standby && !Is(Store, "redis") && !Is(Store, "etcd"))
        {
            errors.Add($"standby needs a store that several processes share: redis or etcd, not {Store}");
        }

        if ((Standby || TakeOver) && !Is(Engine, "embedded"))
        {
            errors.Add($"standby and take-over are for the engine embedded, not {Engine}: silos of a cluster share the work");
        }

        if (Standby && TakeOver)
        {
            errors.Add("standby and take-over exclude each other: a standby waits");
        }
    }

    private static bool Flag(string field, string? text, List<string> errors)
    {
        if (text is null || bool.TryParse(text, out var value) && !value)
        {
            return false;
        }

        if (!bool.TryParse(text, out _))
        {
            errors.Add($"{field} must be true or false, not '{text}'");
        }

        return true;
    }

    // Not by the binder, which would report the first wrong number only.
    private static T Number<T>(string field, string? text, T fallback, List<string> errors)
        where T : IParsable<T>
    {
        if (text is null)
        {
            return fallback;
        }

        if (T.TryParse(text, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        errors.Add($"{field} must be a number, not '{text}'");
        return fallback;
    }

    public static bool Is(string value, string word) => string.Equals(value, word, StringComparison.OrdinalIgnoreCase);

    public static void OneOf(string field, string value, string[] words, List<string> errors)
    {
        if (!words.Contains(value, StringComparer.OrdinalIgnoreCase))
        {
            errors.Add($"{field} must be {string.Join(", ", words)}, not '{value}'");
        }
    }
}
