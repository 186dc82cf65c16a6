namespace Orleans.Registry.Embedded.Journal;

/// <summary>An open file. Reads, writes and syncs may come from different threads at once.</summary>
internal interface IJournalFile : IDisposable
{
    /// <summary>Full path, for messages.</summary>
    string Path { get; }

    /// <summary>Length in bytes.</summary>
    long Length { get; }

    /// <summary>Fills the buffer as far as the file reaches; returns how far.</summary>
    int Read(Span<byte> buffer, long offset);

    /// <summary>Writes all bytes, extending the file as needed.</summary>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Cuts the file off or extends it with zeros.</summary>
    void SetLength(long length);

    /// <summary>Returns when all that was written before the call is on the disk.</summary>
    void Sync();
}
