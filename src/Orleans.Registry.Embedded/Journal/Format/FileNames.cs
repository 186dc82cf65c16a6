using System.Globalization;

namespace Orleans.Registry.Embedded.Journal;

/// <summary>The names of the files in a data directory.</summary>
internal static class FileNames
{
    /// <summary>Held open and locked while a process has the directory.</summary>
    public const string Lock = "LOCK";

    /// <summary>The end of a name that is not in use yet.</summary>
    public const string Unfinished = ".tmp";

    private const string SegmentPrefix = "journal-";
    private const string SegmentSuffix = ".log";
    private const string SnapshotPrefix = "snapshot-";
    private const string SnapshotSuffix = ".snap";

    public static string Segment(long number) => string.Create(CultureInfo.InvariantCulture, $"{SegmentPrefix}{number:d10}{SegmentSuffix}");

    public static string Snapshot(long number) => string.Create(CultureInfo.InvariantCulture, $"{SnapshotPrefix}{number:d10}{SnapshotSuffix}");

    public static bool IsSegment(string name, out long number) => IsNumbered(name, SegmentPrefix, SegmentSuffix, out number);

    public static bool IsSnapshot(string name, out long number) => IsNumbered(name, SnapshotPrefix, SnapshotSuffix, out number);

    /// <summary>Whether a file is what a crash left of a file in the making.</summary>
    public static bool IsUnfinished(string name)
        => name.EndsWith(Unfinished, StringComparison.Ordinal)
            && (IsSegment(name[..^Unfinished.Length], out _) || IsSnapshot(name[..^Unfinished.Length], out _));

    private static bool IsNumbered(string name, string prefix, string suffix, out long number)
    {
        number = 0;
        return name.Length > prefix.Length + suffix.Length
            && name.StartsWith(prefix, StringComparison.Ordinal)
            && name.EndsWith(suffix, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(prefix.Length..^suffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out number)
            && number > 0;
    }
}
