using Orleans.Registry.Simulation.Mutations;

namespace Orleans.Registry.Simulation.Running;

/// <summary>What people need of a failed history: what was broken, the last steps, and how to see it again.</summary>
internal static class FailureReport
{
    private const int LastSteps = 60;

    /// <summary>Runs the history again, for its steps: the same seed is the same history.</summary>
    public static string Of(ulong seed, Mutation mutation, int steps = LastSteps)
    {
        var result = HistoryRun.Run(seed, mutation, steps);
        return $"""
            {result.Failure?.Message ?? "Every promise was kept."}

            This was seed {seed} of the simulation. To run that history alone, with all its steps:
              {SimulationSettings.SeedVariable}={seed} dotnet test tests/Orleans.Registry.Core.Tests -c Release --filter FullyQualifiedName~SimulationTests

            Its last steps:
            {result.Trace}
            """;
    }
}
