using Orleans.Registry.Simulation.Mutations;
using Orleans.Registry.Simulation.Running;
using Xunit.Abstractions;

namespace Orleans.Registry.Core.Tests.Simulation;

/// <summary>Breaks the registry in one way at a time: checks that never fail prove nothing.</summary>
public sealed class BrokenOnPurposeTests(ITestOutputHelper output)
{
    private const int MostHistories = 1_000;

    /// <summary>Every mutation there is.</summary>
    public static TheoryData<string> Mutations => [.. typeof(Mutation).Assembly.GetTypes().Where(static t => t.BaseType == typeof(Mutation)).Select(static t => t.Name).Order()];

    [Theory]
    [MemberData(nameof(Mutations))]
    public void A_registry_that_is_broken_on_purpose_is_caught_by_the_promise_it_breaks(string name)
    {
        var mutation = (Mutation)Activator.CreateInstance(typeof(Mutation).Assembly.GetType($"{typeof(Mutation).Namespace}.{name}")!)!;

        var result = new Campaign(1, MostHistories, TimeSpan.MaxValue).Run(mutation);

        Assert.True(result.Failed is not null, $"{MostHistories} histories did not see it.");
        output.WriteLine($"Seed {result.Failed.Seed}, after {result.Kept} histories that did not see it: {result.Failed.Failure!.Message}");
        Assert.Contains(result.Failed.Failure.Promise, mutation.Breaks);
    }
}
