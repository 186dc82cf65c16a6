using Microsoft.Win32.SafeHandles;

namespace Orleans.Registry.Embedded.Journal;

/// <summary>A file of the operating system.</summary>
internal sealed class DiskFile(string path, SafeFileHandle handle) : IJournalFile
{
    public string Path => path;

    public long Length => RandomAccess.GetLength(handle);

    public int Read(Span<byte> buffer, long offset)
    {
        var total = 0;
        while (total < buffer.Length)
        {
            var read = RandomAccess.Read(handle, buffer[total..], offset + total);
            if (read == 0)
            {
                break;
            }

            total += read;
        }

        return total;
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(handle, bytes, offset);

    public void SetLength(long length) => RandomAccess.SetLength(handle, length);

    // fsync and not fdatasync: into space written before, as here, both took the same time where it was measured.
    public void Sync() => RandomAccess.FlushToDisk(handle);

    public void Dispose() => handle.Dispose();
}
