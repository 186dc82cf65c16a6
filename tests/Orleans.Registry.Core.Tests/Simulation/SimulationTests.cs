using Orleans.Registry.Simulation.Mutations;
using Orleans.Registry.Simulation.Running;
using Xunit.Abstractions;

namespace Orleans.Registry.Core.Tests.Simulation;

/// <summary>
/// Runs the rules and the engine under virtual time with random commands and faults, and checks P1 to P5, P8 and P11 after
/// every step. REGISTRY_SIM_HISTORIES=n runs n histories from a seed drawn by chance, REGISTRY_SIM_SEED=s runs one.
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int Histories = 5_000;
    private const int LeastHistories = 300;
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(40);
    private static readonly SimulationSettings Settings = SimulationSettings.Read(Environment.GetEnvironmentVariable);

    // What a check is about must come about, or the check proves nothing: so often in a thousand histories, at least.
    private static readonly (string What, int InAThousand)[] Demanded =
    [
        ("append fenced", 20),
        ("append in conflict", 100),
        ("clock jump", 100),
        ("crash with a write under way", 30),
        ("everything lost", 20),
        ("expired", 500),
        ("held", 100),
        ("held instance heard of again", 10),
        ("hold used up", 20),
        ("pause", 100),
        ("reply lost", 1_000),
        ("reuse of an operation id refused", 50),
        ("retry recognised", 1_000),
        ("service compacted", 500),
        ("service reloaded", 500),
        ("slow watcher waited for", 10),
        ("takeover from a living owner", 100),
        ("watch change", 10_000),
        ("watcher ahead of its registry", 5),
        ("watcher back after long", 1_000),
        ("watch snapshot EpochChanged", 20),
        ("watch snapshot HistoryGone", 20),
        ("write applied, reply lost", 200),
    ];

    [Fact]
    public void Every_promise_is_kept_in_every_history()
    {
        if (Settings.Seed is { } seed)
        {
            RunOne(seed);
            return;
        }

        var isLong = Settings.Histories is not null;
        var first = isLong ? (ulong)Random.Shared.NextInt64() : 1;
        var result = new Campaign(first, Settings.Histories ?? Histories, isLong ? TimeSpan.MaxValue : Time).Run(Mutation.None);
        output.WriteLine($"{result.Kept} histories from seed {first} on kept every promise. In them:");
        foreach (var (what, times) in result.Coverage.Counts)
        {
            output.WriteLine($"{times,10} {what}");
        }

        Assert.True(result.Failed is null, result.Failed is null ? null : FailureReport.Of(result.Failed.Seed, Mutation.None));
        Assert.True(isLong || result.Kept >= LeastHistories, $"Only {result.Kept} histories in {Time.TotalSeconds} s.");
        if (result.Kept >= LeastHistories)
        {
            Assert.All(Demanded, d => Assert.True(result.Coverage[d.What] * 1_000 / result.Kept >= d.InAThousand, $"'{d.What}' came about {result.Coverage[d.What]} times."));
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(11)]
    [InlineData(2030)]
    public void The_same_seed_is_the_same_history(ulong seed)
    {
        var first = HistoryRun.Run(seed, Mutation.None, int.MaxValue);
        var second = HistoryRun.Run(seed, Mutation.None, int.MaxValue);

        Assert.NotEmpty(first.Trace);
        Assert.Equal(first.Trace, second.Trace);
        Assert.Equal(first.Coverage.Counts, second.Coverage.Counts);
    }

    [Fact]
    public void A_failure_says_what_was_broken_and_how_to_see_it_again()
    {
        var failed = new Campaign(1, 100, TimeSpan.MaxValue).Run(new RenewalForgotten()).Failed!;

        var report = FailureReport.Of(failed.Seed, new RenewalForgotten());

        Assert.StartsWith(failed.Failure!.Message, report, StringComparison.Ordinal);
        Assert.Contains($"REGISTRY_SIM_SEED={failed.Seed} ", report, StringComparison.Ordinal);
        Assert.Contains("leases ran out", report, StringComparison.Ordinal);
    }

    private void RunOne(ulong seed)
    {
        var failure = HistoryRun.Run(seed).Failure;
        var report = FailureReport.Of(seed, Mutation.None, int.MaxValue);
        output.WriteLine(report);
        Assert.True(failure is null, failure?.Message);
    }
}
