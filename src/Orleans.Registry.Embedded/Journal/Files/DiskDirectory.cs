using System.Globalization;

namespace Orleans.Registry.Embedded.Journal;

/// <summary>A directory of the operating system.</summary>
internal sealed class DiskDirectory(string path) : IJournalDirectory
{
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
        FileStream file;
        try
        {
            // On Unix this is flock: it ends with the process however that ends, so no stale lock is ever in the way.
            file = new FileStream(Full(name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (IOException e) when (IsHeldByAnother(e))
        {
            throw new StoreCorruptException(
                $"The data directory '{Path}' is in use by {ReadHolder(name)}. One directory belongs to one registry: stop that "
                + "process, or give this one another directory.",
                e);
        }

        try
        {
            WriteHolder(file, holder);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
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

    private static void WriteHolder(FileStream file, string holder)
    {
        file.SetLength(0);
        using var writer = new StreamWriter(file, leaveOpen: true);
        writer.Write(holder);
    }

    private static bool IsHeldByAnother(IOException e)
    {
        const int wouldBlockLinux = 11;
        const int wouldBlockMac = 35;
        const int sharingViolation = unchecked((int)0x80070020);
        return OperatingSystem.IsWindows()
            ? e.HResult == sharingViolation
            : e.HResult == (OperatingSystem.IsMacOS() ? wouldBlockMac : wouldBlockLinux);
    }

    private string ReadHolder(string name)
    {
        try
        {
            using var reader = new StreamReader(
                new FileStream(Full(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            var holder = reader.ReadToEnd().Trim();
            return holder.Length is > 0 and < 512 ? string.Create(CultureInfo.InvariantCulture, $"another registry ({holder})") : "another registry";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Windows lets nobody read a locked file: then the message does without.
            return "another registry";
        }
    }

    private string Full(string name) => System.IO.Path.Combine(Path, name);
}
