namespace Orleans.Registry.Embedded.Journal;

/// <summary>Looks for whole frames behind a damaged place, to tell a write that a crash cut short from lost data.</summary>
internal static class FrameSearch
{
    /// <summary>
    /// The first whole frame after an offset that was written after the disk had everything up to beyond that offset;
    /// <c>null</c> when there is none, so that the damaged bytes were never known to be on the disk.
    /// </summary>
    public static long? FindProof(IJournalFile file, uint seed, long damagedAt, long limit)
    {
        for (var from = damagedAt + 1; FindMagic(file, from, limit) is { } at; from = at + 1)
        {
            if (ReadFrame(file, seed, at, limit) is { } header && header.SyncedTo > damagedAt)
            {
                return at;
            }
        }

        return null;
    }

    private static long? FindMagic(IJournalFile file, long from, long limit)
    {
        var block = new byte[256 << 10];
        while (from + FrameHeader.Size <= limit)
        {
            var read = file.Read(block.AsSpan(0, (int)Math.Min(block.Length, limit - from)), from);
            var found = block.AsSpan(0, read).IndexOf(FrameHeader.Magic);
            if (found >= 0)
            {
                return from + found;
            }

            if (read < block.Length)
            {
                return null;
            }

            // The magic may stand across two blocks.
            from += read - (FrameHeader.Magic.Length - 1);
        }

        return null;
    }

    private static FrameHeader? ReadFrame(IJournalFile file, uint seed, long at, long limit)
    {
        Span<byte> head = stackalloc byte[FrameHeader.Size];
        if (file.Read(head, at) < head.Length
            || !FrameHeader.TryRead(head, out var header)
            || at + FrameHeader.Size + header.Length > limit)
        {
            return null;
        }

        var frame = new byte[FrameHeader.Size + header.Length];
        return file.Read(frame, at) == frame.Length && FrameHeader.IsIntact(frame, seed) ? header : null;
    }
}
