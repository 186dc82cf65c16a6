namespace Orleans.Registry.Embedded.Journal;

/// <summary>
/// The segment that is written to. One writer at a time; <see cref="Sync"/> may come from another thread meanwhile.
/// </summary>
internal sealed class ActiveSegment : IDisposable
{
    /// <summary>Most bytes that are zeroed ahead.</summary>
    public const int MaxAheadBytes = 1 << 20;

    // Extending a file is a change of metadata that each sync must bring to the disk as well: into space that was zeroed
    // before, a sync of 32 KiB took about half the time.
    private static readonly byte[] Zeros = new byte[MaxAheadBytes];

    private readonly IJournalFile _file;
    private readonly int _aheadBytes;
    private long _position;
    private long _extendedTo;
    private long _syncedTo;

    public ActiveSegment(IJournalFile file, long number, uint seed, long position, int aheadBytes)
    {
        _file = file;
        _aheadBytes = aheadBytes;
        _position = position;
        _extendedTo = position;
        _syncedTo = position;
        Number = number;
        Seed = seed;
    }

    public long Number { get; }

    /// <summary>The seed of its frames' checksums.</summary>
    public uint Seed { get; }

    /// <summary>Full path, for messages.</summary>
    public string Path => _file.Path;

    /// <summary>Where the next frame goes.</summary>
    public long Position => Volatile.Read(ref _position);

    /// <summary>How much of it is known to be on the disk.</summary>
    public long SyncedTo => Volatile.Read(ref _syncedTo);

    /// <summary>
    /// Prepares a segment under a name that does not count. When it fails, nothing has happened. Returns the seed of its
    /// checksums.
    /// </summary>
    public static uint Draft(IJournalDirectory directory, FileHeader header)
    {
        var name = FileNames.Segment(header.Number) + FileNames.Unfinished;
        directory.Delete(name);
        Span<byte> bytes = stackalloc byte[FileHeader.Size];
        var seed = header.Write(bytes);
        using var file = directory.CreateFile(name);
        file.Write(bytes, 0);
        file.Sync();
        return seed;
    }

    /// <summary>
    /// Gives a drafted segment its name. When it fails, the segment may be found after a crash or not, so nothing more may
    /// be written to the one before it.
    /// </summary>
    public static ActiveSegment Publish(IJournalDirectory directory, long number, uint seed, int aheadBytes)
    {
        var name = FileNames.Segment(number);
        directory.Rename(name + FileNames.Unfinished, name);
        directory.Sync();
        return new ActiveSegment(directory.OpenFile(name, writable: true), number, seed, FileHeader.Size, aheadBytes);
    }

    /// <summary>Writes a frame behind the last one.</summary>
    public void Write(ReadOnlySpan<byte> frame)
    {
        var end = _position + frame.Length;
        if (_aheadBytes > 0 && end > _extendedTo)
        {
            _file.Write(Zeros.AsSpan(0, _aheadBytes), end);
            _extendedTo = end + _aheadBytes;
        }

        _file.Write(frame, _position);
        Volatile.Write(ref _position, end);
    }

    /// <summary>Brings everything written before the call to the disk.</summary>
    public void Sync()
    {
        var position = Position;
        _file.Sync();
        Volatile.Write(ref _syncedTo, position);
    }

    /// <summary>Cuts the space off that was zeroed ahead, and syncs.</summary>
    public void Finish()
    {
        _file.SetLength(_position);
        _extendedTo = _position;
        Sync();
    }

    public void Dispose() => _file.Dispose();
}
