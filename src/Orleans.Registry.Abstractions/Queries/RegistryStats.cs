namespace Orleans.Registry;

/// <summary>Figures of one registry process since it started.</summary>
public sealed record RegistryStats
{
    /// <summary>Whether it answers and acknowledges (P6: a recovering registry is not ready).</summary>
    public required bool IsReady { get; init; }

    /// <summary>Why it is not ready, or why figures of services are missing; empty when neither is.</summary>
    public string NotReadyReason { get; init; } = string.Empty;

    /// <summary>Services it knows, also those without an instance.</summary>
    public int Services { get; init; }

    /// <summary>Instances by status; empty when not every service could be asked, and then no other figure of services is known.</summary>
    public IReadOnlyDictionary<InstanceStatus, int> Instances { get; init; } = new Dictionary<InstanceStatus, int>();

    /// <summary>Services whose removals are held back.</summary>
    public int ProtectedServices { get; init; }

    /// <summary>Watchers connected.</summary>
    public int Watchers { get; init; }

    /// <summary>Registrations acknowledged.</summary>
    public long Registrations { get; init; }

    /// <summary>Renewals answered <see cref="RenewalOutcome.Renewed"/>.</summary>
    public long Renewals { get; init; }

    /// <summary>Instances removed by expiry.</summary>
    public long Expirations { get; init; }

    /// <summary>Reads answered.</summary>
    public long Discoveries { get; init; }

    /// <summary>Changes stored.</summary>
    public long Changes { get; init; }

    /// <summary>Name of the store, e.g. <c>journal</c>.</summary>
    public string Store { get; init; } = string.Empty;

    /// <summary>What an acknowledgement means here.</summary>
    public StoreDurability Durability { get; init; }

    /// <summary>When the registry started (UTC).</summary>
    public DateTimeOffset StartedAt { get; init; }
}
