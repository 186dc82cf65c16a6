namespace Orleans.Registry.Embedded.Journal;

/// <summary>The parts of a journal while it is open.</summary>
internal sealed record OpenJournal(JournalWriter Writer, JournalFiles Files, JournalCompactor Compactor, IDisposable DirectoryLock);
