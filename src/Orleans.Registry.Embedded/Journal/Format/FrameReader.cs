namespace Orleans.Registry.Embedded.Journal;

/// <summary>Reads the frames of a file one after another. Not thread-safe.</summary>
/// <param name="file">The file.</param>
/// <param name="seed">The seed of its frames' checksums.</param>
/// <param name="limit">How far the file counts.</param>
internal sealed class FrameReader(IJournalFile file, uint seed, long limit)
{
    private const int BlockBytes = 1 << 20;
    private byte[] _buffer = new byte[BlockBytes];
    private long _bufferAt = FileHeader.Size;
    private int _bufferLength;

    /// <summary>Where the next frame begins.</summary>
    public long Offset { get; private set; } = FileHeader.Size;

    /// <summary>
    /// Reads the frame at <see cref="Offset"/> and steps over it. <paramref name="records"/> are valid until the next call.
    /// </summary>
    public FrameStatus Read(out FrameHeader header, out ReadOnlySpan<byte> records)
    {
        records = default;
        var head = Peek(FrameHeader.Size);
        if (!FrameHeader.TryRead(head, out header))
        {
            return IsZeroToTheEnd() ? FrameStatus.End : FrameStatus.Damaged;
        }

        var size = FrameHeader.Size + header.Length;
        var frame = size > limit - Offset ? [] : Peek(size);
        if (frame.Length < size || !FrameHeader.IsIntact(frame, seed))
        {
            return FrameStatus.Damaged;
        }

        Offset += size;
        records = frame[FrameHeader.Size..];
        return FrameStatus.Frame;
    }

    // Up to so many bytes from the offset on, fewer at the end of the file.
    private ReadOnlySpan<byte> Peek(int count)
    {
        var skip = (int)(Offset - _bufferAt);
        if (skip + count > _bufferLength)
        {
            Fill(skip, count);
            skip = 0;
        }

        return _buffer.AsSpan(skip, Math.Min(count, _bufferLength - skip));
    }

    private void Fill(int skip, int count)
    {
        var kept = Math.Max(0, _bufferLength - skip);
        var target = count > _buffer.Length ? new byte[Math.Max(count, BlockBytes)] : _buffer;
        Buffer.BlockCopy(_buffer, Math.Min(skip, _bufferLength), target, 0, kept);
        _buffer = target;
        _bufferAt = Offset;
        var wanted = (int)Math.Min(_buffer.Length - kept, Math.Max(0, limit - Offset - kept));
        _bufferLength = kept + file.Read(_buffer.AsSpan(kept, wanted), Offset + kept);
    }

    private bool IsZeroToTheEnd()
    {
        var block = new byte[BlockBytes];
        for (var at = Offset; at < limit;)
        {
            var read = file.Read(block.AsSpan(0, (int)Math.Min(block.Length, limit - at)), at);
            if (read == 0)
            {
                break;
            }

            if (block.AsSpan(0, read).ContainsAnyExcept((byte)0))
            {
                return false;
            }

            at += read;
        }

        return true;
    }
}
