namespace Orleans.Registry.Cluster;

/// <summary>What silos have counted since they started.</summary>
[GenerateSerializer, Immutable, Alias("Orleans.Registry.SiloFigures")]
public sealed record SiloFigures
{
    /// <summary>Registrations acknowledged.</summary>
    [Id(0)]
    public long Registrations { get; init; }

    /// <summary>Leases renewed.</summary>
    [Id(1)]
    public long Renewals { get; init; }

    /// <summary>Instances removed by expiry.</summary>
    [Id(2)]
    public long Expirations { get; init; }

    /// <summary>Reads answered.</summary>
    [Id(3)]
    public long Discoveries { get; init; }

    /// <summary>Changes stored.</summary>
    [Id(4)]
    public long Changes { get; init; }

    /// <summary>Watchers connected to the silos themselves.</summary>
    [Id(5)]
    public int Watchers { get; init; }

    /// <summary>Name of the store.</summary>
    [Id(6)]
    public string Store { get; init; } = string.Empty;

    /// <summary>What the store promises.</summary>
    [Id(7)]
    public StoreDurability Durability { get; init; }

    /// <summary>When the first of the silos started (UTC).</summary>
    [Id(8)]
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>These figures and others, added up.</summary>
    public SiloFigures Plus(SiloFigures other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return this with
        {
            Registrations = Registrations + other.Registrations,
            Renewals = Renewals + other.Renewals,
            Expirations = Expirations + other.Expirations,
            Discoveries = Discoveries + other.Discoveries,
            Changes = Changes + other.Changes,
            Watchers = Watchers + other.Watchers,
            StartedAt = StartedAt < other.StartedAt ? StartedAt : other.StartedAt,
        };
    }
}
