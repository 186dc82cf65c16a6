namespace Orleans.Registry.Embedded.Journal;

/// <summary>Gathers records into one frame. Reused from frame to frame. Not thread-safe.</summary>
internal sealed class FrameBuffer
{
    private const int InitialBytes = 16 << 10;
    private const int KeptBytes = 4 << 20;
    private byte[] _bytes = new byte[InitialBytes];
    private int _length = FrameHeader.Size;

    /// <summary>Records in it.</summary>
    public int Records { get; private set; }

    /// <summary>Bytes of the frame so far.</summary>
    public int Length => _length;

    /// <summary>Whether another record fits.</summary>
    public bool Fits(int bodyLength) => (long)_length + RecordHeader.Size + bodyLength - FrameHeader.Size <= FrameHeader.MaxLength;

    /// <summary>Adds a record. When there is no memory for it, it throws and the frame is as it was.</summary>
    public void Add(RecordKind kind, ReadOnlySpan<byte> body)
    {
        var needed = _length + RecordHeader.Size + body.Length;
        if (needed > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(needed, (int)Math.Min(_bytes.Length * 2L, Array.MaxLength)));
        }

        RecordHeader.Write(_bytes.AsSpan(_length), kind, body.Length);
        body.CopyTo(_bytes.AsSpan(_length + RecordHeader.Size));
        _length = needed;
        Records++;
    }

    /// <summary>The finished frame.</summary>
    public ReadOnlySpan<byte> Seal(long sequence, long syncedTo, uint seed)
    {
        var frame = _bytes.AsSpan(0, _length);
        new FrameHeader(_length - FrameHeader.Size, Records, sequence, syncedTo).Write(frame, seed);
        return frame;
    }

    /// <summary>Empties it, and lets go of the memory of an unusually big frame.</summary>
    public void Clear()
    {
        _length = FrameHeader.Size;
        Records = 0;
        if (_bytes.Length > KeptBytes)
        {
            _bytes = new byte[InitialBytes];
        }
    }
}
