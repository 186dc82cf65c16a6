namespace Orleans.Registry.Embedded.Journal;

/// <summary>
/// The few things the journal asks of a file system, so that tests can let each of them fail and cut the power between any
/// two. Names are file names inside the directory. All methods throw <see cref="IOException"/> or
/// <see cref="UnauthorizedAccessException"/> when the file system refuses.
/// </summary>
internal interface IJournalDirectory
{
    /// <summary>Full path, for messages.</summary>
    string Path { get; }

    /// <summary>Makes sure that the directory exists, durably.</summary>
    void Create();

    /// <summary>Takes the directory for this process until disposed.</summary>
    /// <exception cref="StoreCorruptException">Another process has it.</exception>
    IDisposable Lock(string name, string holder);

    /// <summary>The files in it.</summary>
    IReadOnlyList<string> List();

    /// <summary>Opens a new file for reading and writing; fails when it is there.</summary>
    IJournalFile CreateFile(string name);

    /// <summary>Opens a file that is there.</summary>
    IJournalFile OpenFile(string name, bool writable);

    /// <summary>Renames a file, replacing what has the name.</summary>
    void Rename(string from, string to);

    /// <summary>Deletes a file.</summary>
    void Delete(string name);

    /// <summary>Returns when names that were created, changed and deleted before the call are on the disk.</summary>
    void Sync();
}
