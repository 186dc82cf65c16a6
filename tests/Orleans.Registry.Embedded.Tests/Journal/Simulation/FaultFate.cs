namespace Orleans.Registry.Embedded.Tests.Journal.Simulation;

/// <summary>What becomes of an operation on a simulated disk.</summary>
internal enum FaultFate
{
    /// <summary>It works.</summary>
    None = 0,

    /// <summary>It fails, perhaps with half its effect; the machine goes on.</summary>
    Fail = 1,

    /// <summary>The machine stops in it.</summary>
    Crash = 2,
}
