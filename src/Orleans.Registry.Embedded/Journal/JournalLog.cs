using Microsoft.Extensions.Logging;

namespace Orleans.Registry.Embedded.Journal;

/// <summary>What the journal tells the log; event ids 4100 to 4119.</summary>
internal static partial class JournalLog
{
    [LoggerMessage(
        4100,
        LogLevel.Information,
        "The journal in '{Path}' holds {Services} services ({SnapshotBytes} bytes of snapshot, {JournalBytes} of journal); read in {Duration}")]
    public static partial void Recovered(
        ILogger logger, string path, int services, long snapshotBytes, long journalBytes, TimeSpan duration);

    [LoggerMessage(
        4101,
        LogLevel.Warning,
        "Cut {Bytes} bytes off the end of '{Path}' at offset {Offset}: a crash had left them half written, and nothing that was acknowledged as being on the disk")]
    public static partial void TailRepaired(ILogger logger, string path, long offset, long bytes);

    [LoggerMessage(4102, LogLevel.Critical, "The journal stops taking changes: '{Path}' could not be written")]
    public static partial void Failed(ILogger logger, Exception exception, string path);

    [LoggerMessage(4103, LogLevel.Warning, "No new segment could be made; going on in '{Path}'")]
    public static partial void RotationPostponed(ILogger logger, Exception exception, string path);

    [LoggerMessage(4104, LogLevel.Warning, "'{Path}' was not closed in order; nothing is lost")]
    public static partial void NotClosed(ILogger logger, Exception exception, string path);

    [LoggerMessage(4105, LogLevel.Information, "Wrote '{Path}': {Services} services in {Bytes} bytes, in {Duration}")]
    public static partial void Compacted(ILogger logger, string path, long services, long bytes, TimeSpan duration);

    [LoggerMessage(4106, LogLevel.Warning, "The journal was not compacted; appends go on, and it is tried again in {Delay}")]
    public static partial void CompactionFailed(ILogger logger, Exception exception, TimeSpan delay);

    [LoggerMessage(4107, LogLevel.Warning, "{Count} services were not as new in memory as in the journal; they were compacted from their files")]
    public static partial void ImagesBehind(ILogger logger, int count);

    [LoggerMessage(4108, LogLevel.Warning, "'{Name}' is covered by a snapshot but could not be deleted; the next compaction tries again")]
    public static partial void NotDeleted(ILogger logger, Exception exception, string name);
}
