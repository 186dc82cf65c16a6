namespace Orleans.Registry.Embedded.Journal;

/// <summary>
/// Reads what a directory holds, repairs what a crash may leave behind, and refuses what a crash cannot have left.
/// </summary>
/// <remarks>
/// A crash can leave, at the end of the last segment only, bytes that no acknowledgement stands for. They are told from lost
/// data by the frames themselves: each says how much of its file was on the disk when it was written. Damage before that
/// mark, or anywhere in an earlier file, is lost data.
/// </remarks>
internal sealed class JournalRecovery(JournalContext context)
{
    private readonly IJournalDirectory _directory = context.Directory;
    private readonly RecordReplay _replay = new(context.Options.LogCapacity, filter: null);
    private readonly List<SegmentInfo> _segments = [];
    private IJournalFile? _snapshot;
    private Guid? _storeId;
    private long _sequence = 1;

    /// <exception cref="StoreCorruptException">The files must not be used as they are.</exception>
    public RecoveredJournal Run(CancellationToken cancellationToken)
    {
        try
        {
            return Recover(cancellationToken);
        }
        catch
        {
            _snapshot?.Dispose();
            throw;
        }
    }

    private RecoveredJournal Recover(CancellationToken cancellationToken)
    {
        RemoveUnfinished();
        var names = _directory.List();
        var snapshot = names.Select(static name => FileNames.IsSnapshot(name, out var number) ? number : 0).DefaultIfEmpty().Max();
        var segments = names
            .Select(static name => FileNames.IsSegment(name, out var number) ? number : 0)
            .Where(number => number > snapshot)
            .Order()
            .ToList();
        CheckNoneIsMissing(snapshot, segments);
        if (snapshot > 0)
        {
            ReadSnapshot(snapshot, cancellationToken);
        }

        foreach (var number in segments.SkipLast(1))
        {
            ReadSealed(number, cancellationToken);
        }

        var active = segments.Count == 0 ? CreateFirst() : ReadLast(segments[^1], cancellationToken);

        // The process before may have ended between giving a file its name and making the name durable.
        _directory.Sync();
        RemoveCovered(names, snapshot);
        return new RecoveredJournal
        {
            StoreId = _storeId!.Value,
            Services = new ReplayedServices(_replay.Services, _snapshot),
            Claim = _replay.Claim,
            Snapshot = snapshot,
            SnapshotBytes = _snapshot?.Length ?? 0,
            Segments = _segments,
            Active = active,
            NextSequence = _sequence,
        };
    }

    private void CheckNoneIsMissing(long snapshot, List<long> segments)
    {
        if (segments.Count == 0 && snapshot == 0)
        {
            return;
        }

        for (var i = 0; i < Math.Max(segments.Count, 1); i++)
        {
            var expected = snapshot + 1 + i;
            if (segments.Count == 0 || segments[i] != expected)
            {
                var because = i == 0 && snapshot > 0 ? $"it follows '{FileNames.Snapshot(snapshot)}'"
                    : i == 0 ? "it is the first, and there is no snapshot to take its place"
                    : "files before and after it are there";
                throw Damage.Missing(_directory.Path, FileNames.Segment(expected), because);
            }
        }
    }

    private ActiveSegment CreateFirst()
    {
        _storeId = Guid.NewGuid();
        var header = new FileHeader(FileKind.Segment, _storeId.Value, 1, _sequence, context.Time.GetUtcNow());
        _segments.Add(new SegmentInfo(1, _sequence, FileHeader.Size));
        return ActiveSegment.Publish(_directory, 1, ActiveSegment.Draft(_directory, header), context.AheadBytes);
    }

    private void ReadSnapshot(long number, CancellationToken cancellationToken)
    {
        _snapshot = _directory.OpenFile(FileNames.Snapshot(number), writable: false);
        var (header, seed) = ReadHeader(_snapshot, FileKind.Snapshot, number);
        FileReplay.ReadSnapshot(_snapshot, seed, _replay, cancellationToken);
        _sequence = header.FirstSequence;
    }

    private void ReadSealed(long number, CancellationToken cancellationToken)
    {
        using var file = _directory.OpenFile(FileNames.Segment(number), writable: false);
        var end = ReadSegment(file, number, cancellationToken, out _);
        if (end.IsTorn)
        {
            throw Damage.Of(file.Path, end.Offset, "there is no whole frame here, and later files exist", Damage.Restore);
        }
    }

    private ActiveSegment ReadLast(long number, CancellationToken cancellationToken)
    {
        var file = _directory.OpenFile(FileNames.Segment(number), writable: true);
        try
        {
            var end = ReadSegment(file, number, cancellationToken, out var seed);
            var torn = end.IsTorn ? CheckTail(file, seed, end) : 0;
            if (torn > 0)
            {
                JournalLog.TailRepaired(context.Logger, file.Path, end.Offset, torn);
            }

            RewriteTail(file, end);
            return new ActiveSegment(file, number, seed, end.Offset, context.AheadBytes);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private SegmentEnd ReadSegment(IJournalFile file, long number, CancellationToken cancellationToken, out uint seed)
    {
        (var header, seed) = ReadHeader(file, FileKind.Segment, number);
        if (header.FirstSequence != _sequence)
        {
            throw Damage.Of(
                file.Path,
                0,
                $"it begins with frame {header.FirstSequence}, but the files before it end before frame {_sequence}",
                Damage.Restore);
        }

        var end = FileReplay.ReadSegment(file, seed, file.Length, _sequence, _replay, cancellationToken);
        _segments.Add(new SegmentInfo(number, _sequence, end.Offset));
        _sequence = end.NextSequence;
        return end;
    }

    private (FileHeader Header, uint Seed) ReadHeader(IJournalFile file, FileKind kind, long number)
    {
        var (header, seed) = FileHeader.Read(file, kind);
        if (header.Number != number || (_storeId is { } id && header.StoreId != id))
        {
            throw Damage.Of(
                file.Path, 0, $"it is number {header.Number} of the store {header.StoreId}, put here from elsewhere", Damage.Restore);
        }

        _storeId = header.StoreId;
        return (header, seed);
    }

    private static long CheckTail(IJournalFile file, uint seed, SegmentEnd end)
    {
        var length = file.Length;
        if (FrameSearch.FindProof(file, seed, end.Offset, length) is { } proof)
        {
            throw Damage.Of(
                file.Path,
                end.Offset,
                $"there is no whole frame here, but a later one at offset {proof} was written when these bytes were on the disk",
                Damage.Restore);
        }

        return length - end.Offset;
    }

    // What no frame says was on the disk may be in the system's cache alone, and after a failed sync of an earlier process
    // the cache may even count as clean. It is about to be served, so it is written anew and synced.
    private static void RewriteTail(IJournalFile file, SegmentEnd end)
    {
        file.SetLength(end.Offset);
        var block = new byte[64 << 10];
        for (var at = end.SyncedTo; at < end.Offset;)
        {
            var read = file.Read(block.AsSpan(0, (int)Math.Min(block.Length, end.Offset - at)), at);
            file.Write(block.AsSpan(0, read), at);
            at += read;
        }

        file.Sync();
    }

    private void RemoveUnfinished()
    {
        foreach (var name in _directory.List())
        {
            if (FileNames.IsUnfinished(name))
            {
                _directory.Delete(name);
            }
        }
    }

    private void RemoveCovered(IReadOnlyList<string> names, long snapshot)
    {
        foreach (var name in names)
        {
            if ((FileNames.IsSnapshot(name, out var number) && number < snapshot)
                || (FileNames.IsSegment(name, out number) && number <= snapshot))
            {
                _directory.Delete(name);
            }
        }
    }
}
