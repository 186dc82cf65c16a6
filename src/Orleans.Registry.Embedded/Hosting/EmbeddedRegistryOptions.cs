using Orleans.Registry.Core;

namespace Orleans.Registry.Embedded;

/// <summary>Settings of the registry in one process. Read once, at start.</summary>
public sealed class EmbeddedRegistryOptions
{
    /// <summary>Changes each service's log keeps for watches, history and repeated operations. Default 4096; 16 to 1,000,000.</summary>
    public int LogCapacity { get; set; } = ServiceState.DefaultLogCapacity;

    /// <summary>Most services, those without instances included. Default 200,000; 1 to 10,000,000.</summary>
    public int MaxServices { get; set; } = 200_000;

    /// <summary>
    /// Longest time between two ticks of the lease clock that counts in full; the rest of a longer gap is a pause of the
    /// registry and counts against no lease. Default 500 ms; 100 ms to 60 s.
    /// </summary>
    public TimeSpan MaxClockStep { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long nothing expires after a pause or a start. Default 2 s; 0 to 10 min.</summary>
    public TimeSpan LeaseGrace { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How this registry names itself when it claims its store; unique to the process's life. Default: machine, process id
    /// and a random number.
    /// </summary>
    public string Owner { get; set; } = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";

    /// <summary>How long the claim on an external store is alive without a renewal. Default 10 s; 1 s to 10 min.</summary>
    public TimeSpan ClaimTtl { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whether to stand by while another registry holds the store: follow what it stores, answer reads as a replica, take over
    /// when its claim lapses or is given up. Needs a store that several processes share. Default false: where the store is
    /// held, the start waits until the claim found there may have lapsed, and fails if it has not.
    /// </summary>
    public bool Standby { get; set; }

    /// <summary>
    /// Whether the start takes the store over from a registry that is alive, which is fenced then. Not together with
    /// <see cref="Standby"/>. Default false.
    /// </summary>
    public bool TakeOver { get; set; }

    /// <summary>How often a standby asks the store what has changed, and whether it may take over. Default 250 ms; 10 ms to 1 min.</summary>
    public TimeSpan FollowInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// How long a start waits for an external store that does not answer, from its last answer on, before it fails. Default
    /// 60 s; 0 (fails at once) to 1 h.
    /// </summary>
    public TimeSpan StoreWait { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>All that is wrong with the settings; empty when nothing is.</summary>
    public IReadOnlyList<FieldError> Validate()
    {
        List<FieldError> errors = [];
        Between(nameof(LogCapacity), LogCapacity, 16, 1_000_000, errors);
        Between(nameof(MaxServices), MaxServices, 1, 10_000_000, errors);
        Between(nameof(MaxClockStep), MaxClockStep, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(60), errors);
        Between(nameof(LeaseGrace), LeaseGrace, TimeSpan.Zero, TimeSpan.FromMinutes(10), errors);
        Between(nameof(ClaimTtl), ClaimTtl, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10), errors);
        Between(nameof(FollowInterval), FollowInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1), errors);
        Between(nameof(StoreWait), StoreWait, TimeSpan.Zero, Engine.StoreWait.Longest, errors);
        if (Standby && TakeOver)
        {
            errors.Add(new FieldError(nameof(TakeOver), "must not be set for a standby, which waits"));
        }

        if (string.IsNullOrEmpty(Owner) || Owner.Length > 256)
        {
            errors.Add(new FieldError(nameof(Owner), "must be 1 to 256 characters"));
        }

        return errors;
    }

    private static void Between<T>(string field, T value, T low, T high, List<FieldError> errors)
        where T : IComparable<T>
    {
        if (value.CompareTo(low) < 0 || value.CompareTo(high) > 0)
        {
            errors.Add(new FieldError(field, $"must be {low} to {high}"));
        }
    }
}
