namespace Orleans.Registry.Embedded.Tests.Journal;

public sealed class JournalConformanceInOperatingSystemTests() : JournalConformance(StoreDurability.OperatingSystem);
