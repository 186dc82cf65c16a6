using System.Globalization;

namespace Orleans.Registry.Simulation.Running;

/// <summary>What the environment asks of the simulation.</summary>
/// <param name="Seed">The one history to run; <c>null</c> for many.</param>
/// <param name="Histories">How many to run, however long it takes; <c>null</c> for what fits into a test run.</param>
internal sealed record SimulationSettings(ulong? Seed, int? Histories)
{
    public const string SeedVariable = "REGISTRY_SIM_SEED";

    public const string HistoriesVariable = "REGISTRY_SIM_HISTORIES";

    /// <exception cref="FormatException">A variable is not a number.</exception>
    public static SimulationSettings Read(Func<string, string?> variables)
    {
        var seed = variables(SeedVariable);
        var histories = variables(HistoriesVariable);
        return new SimulationSettings(
            string.IsNullOrEmpty(seed) ? null : ulong.Parse(seed, CultureInfo.InvariantCulture),
            string.IsNullOrEmpty(histories) ? null : int.Parse(histories, CultureInfo.InvariantCulture));
    }
}
