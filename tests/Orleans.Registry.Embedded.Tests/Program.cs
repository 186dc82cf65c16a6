using Orleans.Registry.Embedded.Tests.Journal.Crashes;

namespace Orleans.Registry.Embedded.Tests;

/// <summary>The process that the crash tests start and kill: this assembly, run as a program.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
        => args is [ChildProcess.Hold or ChildProcess.Write, var directory, ..]
            ? await CrashWriter.RunAsync(args[0], directory, args.Length > 2 ? Enum.Parse<StoreDurability>(args[2]) : StoreDurability.Disk)
            : throw new ArgumentException("Run by the crash tests: hold|write directory [durability].");
}
