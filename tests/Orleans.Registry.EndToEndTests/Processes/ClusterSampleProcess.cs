using System.Text.RegularExpressions;
using Orleans.Registry.TestKit;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.EndToEndTests;

/// <summary>A real Orleans client: the sample program of the cluster.</summary>
public sealed class ClusterSampleProcess : ServerProcess
{
    private readonly string _isReady;
    private readonly string[] _arguments;

    private ClusterSampleProcess(string isReady, string[] arguments)
        : base("dotnet")
    {
        _isReady = isReady;
        _arguments = arguments;
    }

    /// <summary>Starts it and waits until it has said something.</summary>
    /// <param name="says">What makes it ready.</param>
    /// <param name="arguments">Its command line.</param>
    public static async Task<ClusterSampleProcess> StartAsync(string says, params string[] arguments)
    {
        var sample = new ClusterSampleProcess(says, arguments);
        await sample.StartOnFreePortAsync();
        return sample;
    }

    /// <summary>Waits until it has said something.</summary>
    public Task SaysAsync(string what)
        => Eventually.TrueAsync(() => Output.Contains(what, StringComparison.Ordinal), TimeSpan.FromMinutes(1), what);

    /// <summary>Waits until it has printed a change of orders, both from its watch and as pulled when the stream woke it.</summary>
    public async Task SeesAsync(string change)
    {
        foreach (var source in new[] { "watch", "stream" })
        {
            await Eventually.TrueAsync(() => Changes(source).Exists(c => c.Text.StartsWith(change, StringComparison.Ordinal)), TimeSpan.FromMinutes(1), $"{source}: {change}");
        }
    }

    /// <summary>The changes it has printed from one source.</summary>
    public List<(long Revision, string Text)> Changes(string source)
        => Regex.Matches(Output, $"^[0-9:.]+ {source} orders ([0-9]+) ((?:registered|draining|deregistered|expired) .*)$", RegexOptions.Multiline)
            .Select(static m => (long.Parse(m.Groups[1].Value), m.Groups[2].Value.TrimEnd('\r')))
            .ToList();

    protected override IEnumerable<string> Arguments()
        => [BuiltProgram.Find("Orleans.Registry.ClusterClientSample", "Orleans.Registry.ClusterClientSample.dll"), .. _arguments];

    protected override Task<bool> IsReadyAsync() => Task.FromResult(Output.Contains(_isReady, StringComparison.Ordinal));
}
