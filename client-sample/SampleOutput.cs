using System.Globalization;

namespace Orleans.Registry.ClientSample;

/// <summary>Plain lines on standard output, each with its time (UTC).</summary>
internal static class SampleOutput
{
    public static void Line(string text)
        => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:HH:mm:ss.fff} {text}"));
}
