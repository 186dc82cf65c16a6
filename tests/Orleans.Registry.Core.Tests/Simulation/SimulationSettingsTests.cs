using Orleans.Registry.Simulation.Running;

namespace Orleans.Registry.Core.Tests.Simulation;

public sealed class SimulationSettingsTests
{
    [Fact]
    public void Without_variables_a_test_runs_what_fits_into_it()
        => Assert.Equal(new SimulationSettings(null, null), SimulationSettings.Read(static _ => null));

    [Fact]
    public void A_variable_asks_for_one_seed_of_the_whole_range()
        => Assert.Equal(
            new SimulationSettings(ulong.MaxValue, null),
            SimulationSettings.Read(static name => name == "REGISTRY_SIM_SEED" ? "18446744073709551615" : null));

    [Fact]
    public void A_variable_asks_for_many_histories()
        => Assert.Equal(
            new SimulationSettings(null, 100_000),
            SimulationSettings.Read(static name => name == "REGISTRY_SIM_HISTORIES" ? "100000" : string.Empty));

    [Fact]
    public void A_variable_that_is_no_number_is_not_taken_for_none()
        => Assert.Throws<FormatException>(() => SimulationSettings.Read(static _ => "many"));
}
