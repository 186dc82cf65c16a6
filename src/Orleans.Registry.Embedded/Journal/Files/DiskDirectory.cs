namespace Orleans.Registry.Embedded.Journal;

/// <summary>A directory of the operating system.</summary>
internal sealed class DiskDirectory(string path) : IJournalDirectory
{
    private const string HolderSuffix = ".holder";

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    public void Create()
    {
        if (Directory.Exists(Path))
        {
            return;
        }

        Directory.CreateDirectory(Path);
        if (System.IO.Path.GetDirectoryName(Path) is { Length: > 0 } parent)
        {
            DirectorySync.Sync(parent);
        }
    }

    public IDisposable Lock(string name, string holder)
    {
        try
        {
            // On Unix this is flock: it ends with the process however that ends, so no stale lock is ever in the way.
            var file = new FileStream(Full(name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
            TryWriteHolder(name, holder);
            return file;
        }
        catch (IOException e) when (IsHeldByAnother(e))
        {
            throw new StoreCorruptException(
                $"The data directory '{Path}' is in use by another registry{ReadHolder(name)}. One directory belongs to one registry: "
                + "stop that process, or give this one another directory.",
                e);
        }
    }

    public IReadOnlyList<string> List()
        => [.. Directory.EnumerateFiles(Path).Select(static file => System.IO.Path.GetFileName(file))];

    public IJournalFile CreateFile(string name)
        => new DiskFile(Full(name), File.OpenHandle(Full(name), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));

    public IJournalFile OpenFile(string name, bool writable) => new DiskFile(
        Full(name),
        File.OpenHandle(
            Full(name), FileMode.Open, writable ? FileAccess.ReadWrite : FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));

    public void Rename(string from, string to) => File.Move(Full(from), Full(to), overwrite: true);

    public void Delete(string name) => File.Delete(Full(name));

    public void Sync() => DirectorySync.Sync(Path);

    private static bool IsHeldByAnother(IOException e)
    {
        const int wouldBlockLinux = 11;
        const int wouldBlockMac = 35;
        const int sharingViolation = unchecked((int)0x80070020);
        return OperatingSystem.IsWindows()
            ? e.HResult == sharingViolation
            : e.HResult == (OperatingSystem.IsMacOS() ? wouldBlockMac : wouldBlockLinux);
    }

    // Beside the lock and not in it, because a locked file cannot be read. Only the message of a refusal needs it.
    private void TryWriteHolder(string name, string holder)
    {
        try
        {
            File.WriteAllText(Full(name + HolderSuffix), holder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then the refusal names nobody.
        }
    }

    private string ReadHolder(string name)
    {
        try
        {
            var holder = File.ReadAllText(Full(name + HolderSuffix)).Trim();
            return holder.Length is > 0 and < 512 ? $" ({holder})" : string.Empty;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }

    private string Full(string name) => System.IO.Path.Combine(Path, name);
}
