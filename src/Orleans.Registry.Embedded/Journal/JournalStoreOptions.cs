namespace Orleans.Registry.Embedded;

/// <summary>How the journal keeps its files. Read once, when the store is created.</summary>
public sealed class JournalStoreOptions
{
    /// <summary>Default of <see cref="SegmentBytes"/>: 64 MiB.</summary>
    public const long DefaultSegmentBytes = 64L << 20;

    /// <summary>Default of <see cref="LogCapacity"/>: 4096.</summary>
    public const int DefaultLogCapacity = 4096;

    private static readonly TimeSpan ShortestSync = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestSync = TimeSpan.FromHours(1);

    /// <summary>
    /// The directory that holds the files; created when it is missing. It belongs to one process at a time. No default.
    /// </summary>
    public string Directory { get; set; } = string.Empty;

    /// <summary>
    /// What an acknowledged append survives: <see cref="StoreDurability.Disk"/> (default; every acknowledgement waits for the
    /// disk) or <see cref="StoreDurability.OperatingSystem"/> (the end of the process, not of the machine).
    /// </summary>
    public StoreDurability Durability { get; set; } = StoreDurability.Disk;

    /// <summary>
    /// Length in bytes at which a journal file is closed and the next one begun, and the least amount of journal that is
    /// worth compacting. Default 64 MiB; 64 KiB to 1 GiB.
    /// </summary>
    public long SegmentBytes { get; set; } = DefaultSegmentBytes;

    /// <summary>
    /// Changes of a service's log that a load gives back. Default 4096; 0 to 1,000,000. Should be what the registry keeps.
    /// </summary>
    public int LogCapacity { get; set; } = DefaultLogCapacity;

    /// <summary>
    /// With <see cref="StoreDurability.OperatingSystem"/>: how long a write waits at most before it is sent to the disk.
    /// Default 1 s; 10 ms to 1 h. It bounds what a power cut may take.
    /// </summary>
    public TimeSpan SyncInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Everything that is wrong with these options; empty when nothing is.</summary>
    public IReadOnlyList<FieldError> Validate()
    {
        List<FieldError> errors = [];
        Check(!string.IsNullOrWhiteSpace(Directory), nameof(Directory), "must name a directory");
        Check(
            Durability is StoreDurability.Disk or StoreDurability.OperatingSystem,
            nameof(Durability),
            $"must be {nameof(StoreDurability.Disk)} or {nameof(StoreDurability.OperatingSystem)}");
        Check(SegmentBytes is >= 64 << 10 and <= 1L << 30, nameof(SegmentBytes), "must be 64 KiB to 1 GiB");
        Check(LogCapacity is >= 0 and <= 1_000_000, nameof(LogCapacity), "must be 0 to 1,000,000");
        Check(SyncInterval >= ShortestSync && SyncInterval <= LongestSync, nameof(SyncInterval), "must be 10 ms to 1 h");
        return errors;

        void Check(bool isValid, string field, string message)
        {
            if (!isValid)
            {
                errors.Add(new FieldError(field, message));
            }
        }
    }
}
