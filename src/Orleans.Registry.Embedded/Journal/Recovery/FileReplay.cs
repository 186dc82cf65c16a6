using System.Buffers.Binary;

namespace Orleans.Registry.Embedded.Journal;

/// <summary>Reads whole files into a <see cref="RecordReplay"/> and checks that nothing is missing from them.</summary>
internal static class FileReplay
{
    /// <summary>Reads a segment as far as its frames are whole.</summary>
    /// <param name="file">The segment.</param>
    /// <param name="seed">The seed of its checksums.</param>
    /// <param name="limit">How far the file counts.</param>
    /// <param name="sequence">The sequence of its first frame.</param>
    /// <param name="replay">Takes the records.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static SegmentEnd ReadSegment(
        IJournalFile file, uint seed, long limit, long sequence, RecordReplay replay, CancellationToken cancellationToken)
    {
        var reader = new FrameReader(file, seed, limit);
        var syncedTo = (long)FileHeader.Size;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var at = reader.Offset;
            var status = reader.Read(out var header, out var records);
            if (status != FrameStatus.Frame)
            {
                return new SegmentEnd(at, sequence, syncedTo, IsTorn: status == FrameStatus.Damaged);
            }

            CheckSequence(file, at, header, sequence);
            TakeRecords(file, at, records, replay);
            sequence++;
            syncedTo = Math.Max(syncedTo, header.SyncedTo);
        }
    }

    /// <summary>Reads a snapshot; every byte of it must be right. The file must stay open as long as its services are used.</summary>
    /// <exception cref="StoreCorruptException">It is not whole.</exception>
    public static void ReadSnapshot(IJournalFile file, uint seed, RecordReplay replay, CancellationToken cancellationToken)
    {
        var reader = new FrameReader(file, seed, file.Length);
        var images = 0L;
        for (var sequence = 1L; ; sequence++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var at = reader.Offset;
            if (reader.Read(out var header, out var records) != FrameStatus.Frame)
            {
                throw Damage.Of(file.Path, at, "the snapshot is not whole", Damage.Restore);
            }

            CheckSequence(file, at, header, sequence);
            if (EndCount(records) is { } expected)
            {
                CheckCount(file, at, images, expected);
                TakeRecords(file, at, records, replay);
                return;
            }

            images += header.Records;
            TakeRecords(file, at, records, replay);
        }
    }

    private static void TakeRecords(IJournalFile file, long at, ReadOnlySpan<byte> records, RecordReplay replay)
    {
        var end = at + FrameHeader.Size + records.Length;
        try
        {
            while (!records.IsEmpty)
            {
                var kind = RecordHeader.Take(ref records, out var body);
                replay.Take(kind, body, file, end - records.Length - body.Length);
            }
        }
        catch (StoreCorruptException e)
        {
            throw Damage.Of(file.Path, at, e.Message, Damage.Restore, e);
        }
    }

    // The last frame of a snapshot begins with the count of images; the latest claim may follow in it.
    private static long? EndCount(ReadOnlySpan<byte> records)
        => records.Length >= RecordHeader.Size + sizeof(long) && (RecordKind)records[0] == RecordKind.End
            ? BinaryPrimitives.ReadInt64LittleEndian(records[RecordHeader.Size..])
            : null;

    private static void CheckSequence(IJournalFile file, long at, in FrameHeader header, long expected)
    {
        if (header.Sequence != expected)
        {
            throw Damage.Of(
                file.Path, at, $"frame {header.Sequence} stands where frame {expected} belongs", Damage.Restore);
        }
    }

    private static void CheckCount(IJournalFile file, long at, long images, long expected)
    {
        if (images != expected)
        {
            throw Damage.Of(file.Path, at, $"the snapshot holds {images} services of {expected}", Damage.Restore);
        }
    }
}
