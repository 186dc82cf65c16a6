namespace Orleans.Registry;

/// <summary>One version of a service's configuration: settings its programs read and watch.</summary>
/// <param name="Version">1 for the first one set, one more for each further.</param>
/// <param name="Entries">The settings; at most 1024, keys of 1 to 256 characters, 256 KiB of text in all.</param>
/// <param name="At">When it was set (UTC).</param>
/// <param name="By">Who set it; at most 128 characters.</param>
/// <param name="Comment">Why; at most 512 characters.</param>
public sealed record VersionedConfiguration(long Version, StringMap Entries, DateTimeOffset At, string By, string Comment);
