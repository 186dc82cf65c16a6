using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Orleans.Registry.Benchmarks.Load;

/// <summary>One run of the load generator wrk against a loopback address, bounded in time.</summary>
internal static partial class WrkRun
{
    public const int Seconds = 8;

    public static bool IsThere()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("wrk", "--version") { RedirectStandardOutput = true, RedirectStandardError = true });
            process!.WaitForExit();
            return true;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Runs it; <paramref name="lua"/> is the text of a script that makes the requests, or empty for plain GETs.</summary>
    public static async Task<WrkResult> RunAsync(string url, int connections, string lua = "")
    {
        var script = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(script, lua);
            var arguments = $"-t1 -c{connections} -d{Seconds}s --latency {(lua.Length > 0 ? $"-s {script}" : string.Empty)} {url}";
            using var process = Process.Start(new ProcessStartInfo("wrk", arguments) { RedirectStandardOutput = true })!;
            var text = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            if (text.Contains("Non-2xx", StringComparison.Ordinal) || !Rate().IsMatch(text))
            {
                throw new InvalidOperationException($"wrk {arguments}:{Environment.NewLine}{text}");
            }

            return new WrkResult(
                double.Parse(Rate().Match(text).Groups[1].Value, CultureInfo.InvariantCulture), P50().Match(text).Groups[1].Value, P99().Match(text).Groups[1].Value);
        }
        finally
        {
            File.Delete(script);
        }
    }

    [GeneratedRegex(@"Requests/sec:\s+([0-9.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"^\s+50%\s+(\S+)", RegexOptions.Multiline)]
    private static partial Regex P50();

    [GeneratedRegex(@"^\s+99%\s+(\S+)", RegexOptions.Multiline)]
    private static partial Regex P99();
}
