namespace Orleans.Registry.Embedded.Journal;

/// <summary>
/// Which files count, for those who read them while others write, compact and delete. The files themselves are opened and
/// deleted under one lock, so that none vanishes between being chosen and being opened. Thread-safe.
/// </summary>
internal sealed class JournalFiles(JournalContext context, JournalWriter writer, Lock gate, RecoveredJournal recovered)
{
    private readonly Lock _files = new();
    private long _snapshot = recovered.Snapshot;
    private long _snapshotBytes = recovered.SnapshotBytes;

    /// <summary>The store the files belong to.</summary>
    public Guid StoreId { get; } = recovered.StoreId;

    /// <summary>Bytes of the newest snapshot; 0 for none.</summary>
    public long SnapshotBytes => Volatile.Read(ref _snapshotBytes);

    /// <summary>Reads what is stored.</summary>
    /// <param name="filter">Which services; <c>null</c> for all.</param>
    /// <param name="upTo">The last segment to read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ReplayedServices Read(ServiceFilter? filter, long upTo, CancellationToken cancellationToken)
    {
        var opened = Open(upTo);
        try
        {
            var replay = new RecordReplay(context.Options.LogCapacity, filter);
            if (opened.Snapshot is { } snapshot)
            {
                FileReplay.ReadSnapshot(snapshot, FileHeader.Read(snapshot, FileKind.Snapshot).Seed, replay, cancellationToken);
            }

            foreach (var (info, file) in opened.Segments)
            {
                ReadSegment(info, file, replay, cancellationToken);
            }

            return new ReplayedServices(replay.Services, opened.Snapshot);
        }
        catch
        {
            opened.Snapshot?.Dispose();
            throw;
        }
        finally
        {
            opened.Segments.ForEach(static s => s.File.Dispose());
        }
    }

    /// <summary>Makes a finished snapshot the one that counts, and deletes what it covers.</summary>
    public void Publish(long number, long bytes)
    {
        var name = FileNames.Snapshot(number);
        lock (_files)
        {
            context.Directory.Rename(name + FileNames.Unfinished, name);
            context.Directory.Sync();
            Volatile.Write(ref _snapshotBytes, bytes);
            _snapshot = number;
            lock (gate)
            {
                writer.Forget_NeedsLock(number);
            }

            DeleteCovered(number);
        }
    }

    private void DeleteCovered(long number)
    {
        foreach (var name in context.Directory.List())
        {
            if ((FileNames.IsSnapshot(name, out var found) && found < number) || (FileNames.IsSegment(name, out found) && found <= number))
            {
                TryDelete(name);
            }
        }
    }

    /// <summary>Deletes a file that does not count; says so when it cannot.</summary>
    public void TryDelete(string name)
    {
        try
        {
            context.Directory.Delete(name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It no longer counts, so it does no harm but to the space.
            JournalLog.NotDeleted(context.Logger, e, name);
        }
    }

    private static void ReadSegment(SegmentInfo info, IJournalFile file, RecordReplay replay, CancellationToken cancellationToken)
    {
        var (_, seed) = FileHeader.Read(file, FileKind.Segment);
        var end = FileReplay.ReadSegment(file, seed, info.Length, info.FirstSequence, replay, cancellationToken);
        if (end.Offset != info.Length)
        {
            throw Damage.Of(file.Path, end.Offset, "what was written here is no longer here", Damage.Restore);
        }
    }

    private (IJournalFile? Snapshot, List<(SegmentInfo Info, IJournalFile File)> Segments) Open(long upTo)
    {
        lock (_files)
        {
            SegmentInfo[] segments;
            lock (gate)
            {
                segments = writer.Segments_NeedsLock();
            }

            List<(SegmentInfo, IJournalFile)> opened = [];
            var snapshot = _snapshot == 0 ? null : context.Directory.OpenFile(FileNames.Snapshot(_snapshot), writable: false);
            foreach (var segment in segments.Where(s => s.Number <= upTo))
            {
                opened.Add((segment, context.Directory.OpenFile(FileNames.Segment(segment.Number), writable: false)));
            }

            return (snapshot, opened);
        }
    }
}
