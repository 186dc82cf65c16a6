using System.Globalization;

namespace Orleans.Registry.ClusterClientSample;

/// <summary>Plain lines on standard output, each with its time (UTC).</summary>
internal static class SampleOutput
{
    public static void Line(string text)
        => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:HH:mm:ss.fff} {text}"));

    /// <summary>What went wrong in one line: some messages carry whole stacks.</summary>
    public static string Reason(Exception exception) => exception.Message.Trim().Split('\n', 2)[0].TrimEnd();
}
