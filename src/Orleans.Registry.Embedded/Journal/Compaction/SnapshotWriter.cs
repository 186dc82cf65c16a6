using System.Buffers;
using System.Buffers.Binary;

namespace Orleans.Registry.Embedded.Journal;

/// <summary>Writes one snapshot file under a name that does not count yet. Not thread-safe.</summary>
internal sealed class SnapshotWriter : IDisposable
{
    private const int FrameBytes = 256 << 10;

    // Many dirty pages at once would make the syncs of the journal beside it wait for all of them.
    private const long SyncBytes = 4 << 20;

    private readonly ArrayBufferWriter<byte> _scratch = new(16 << 10);
    private readonly FrameBuffer _frame = new();
    private readonly IJournalFile _file;
    private readonly uint _seed;
    private long _position = FileHeader.Size;
    private long _syncedTo;
    private long _sequence = 1;

    public SnapshotWriter(IJournalFile file, FileHeader header)
    {
        _file = file;
        Span<byte> bytes = stackalloc byte[FileHeader.Size];
        _seed = header.Write(bytes);
        file.Write(bytes, 0);
    }

    /// <summary>Images written so far.</summary>
    public long Images { get; private set; }

    /// <summary>Bytes written so far.</summary>
    public long Bytes => _position;

    /// <summary>Adds a service.</summary>
    public void Add(ServiceImage image)
    {
        Shrink();
        RegistryRecordCodec.Write(_scratch, image);
        if (_frame.Records > 0 && _frame.Length + _scratch.WrittenCount > FrameBytes)
        {
            WriteFrame();
        }

        if (!_frame.Fits(_scratch.WrittenCount))
        {
            throw new IOException($"'{image.Service}' takes {_scratch.WrittenCount} bytes; a snapshot holds services of at most 1 GiB.");
        }

        _frame.Add(RecordKind.Image, _scratch.WrittenSpan);
        Images++;
    }

    /// <summary>Marks the end and brings the file to the disk.</summary>
    public void Finish(StoreClaim? claim)
    {
        if (_frame.Records > 0)
        {
            WriteFrame();
        }

        Span<byte> count = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(count, Images);
        _frame.Add(RecordKind.End, count);
        if (claim is not null)
        {
            _frame.Add(RecordKind.Claim, ClaimRecord.Write(claim));
        }

        WriteFrame();
        _file.Sync();
    }

    public void Dispose() => _file.Dispose();

    private void WriteFrame()
    {
        var frame = _frame.Seal(_sequence++, _syncedTo, _seed);
        _file.Write(frame, _position);
        _position += frame.Length;
        _frame.Clear();
        if (_position - _syncedTo >= SyncBytes)
        {
            _file.Sync();
            _syncedTo = _position;
        }
    }

    private void Shrink()
    {
        if (_scratch.Capacity > SyncBytes)
        {
            _scratch.Clear();
        }

        _scratch.ResetWrittenCount();
    }
}
