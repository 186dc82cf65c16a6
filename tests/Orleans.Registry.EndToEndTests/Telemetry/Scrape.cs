using System.Globalization;
using System.Text.RegularExpressions;

namespace Orleans.Registry.EndToEndTests;

/// <summary>What Prometheus would make of an answer of <c>/metrics</c>.</summary>
internal sealed partial class Scrape
{
    private readonly List<(string Name, string Labels, double Value)> _samples = [];

    private Scrape()
    {
    }

    /// <summary>Reads the text format strictly: every line is a comment or a sample.</summary>
    public static Scrape Parse(string text)
    {
        var scrape = new Scrape();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(static l => l[0] != '#'))
        {
            var sample = Sample().Match(line);
            Assert.True(sample.Success, line);
            scrape._samples.Add((sample.Groups[1].Value, sample.Groups[2].Value, double.Parse(sample.Groups[3].Value, CultureInfo.InvariantCulture)));
        }

        return scrape;
    }

    /// <summary>The sum of a metric's samples that have all of these labels; <c>null</c> when there is none.</summary>
    public double? Sum(string name, params string[] labels)
    {
        var found = _samples.Where(s => s.Name == name && Array.TrueForAll(labels, l => s.Labels.Contains(l, StringComparison.Ordinal))).ToList();
        return found.Count == 0 ? null : found.Sum(static s => s.Value);
    }

    [GeneratedRegex("""^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{.*\})? (\S+)(?: \d+)?$""")]
    private static partial Regex Sample();
}
