namespace Orleans.Registry.Persistence.Redis;

/// <summary>
/// A service as it was read, still encoded. The records may be of any moment between <see cref="ReadFrom"/> and
/// <see cref="Revision"/>: replaying the log from the one to the other makes them one state.
/// </summary>
internal sealed class RedisServiceRecords
{
    public required Epoch Epoch { get; init; }

    /// <summary>The stored revision before the first record was read.</summary>
    public required long ReadFrom { get; init; }

    /// <summary>The stored revision after the last record was read.</summary>
    public required long Revision { get; init; }

    /// <summary>What the service's meta key said in the end.</summary>
    public RedisServiceHead Head => new(Epoch, Revision);

    public Dictionary<string, byte[]> Instances { get; init; } = [];

    public Dictionary<string, byte[]> Overrides { get; init; } = [];

    public IReadOnlyList<byte[]> Policies { get; init; } = [];

    public IReadOnlyList<byte[]> Configurations { get; init; } = [];

    /// <summary>Consecutive entries up to <see cref="Revision"/>.</summary>
    public IReadOnlyList<RedisLogEntry> Log { get; init; } = [];
}
