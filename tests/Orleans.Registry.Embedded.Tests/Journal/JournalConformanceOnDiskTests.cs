namespace Orleans.Registry.Embedded.Tests.Journal;

public sealed class JournalConformanceOnDiskTests() : JournalConformance(StoreDurability.Disk);
