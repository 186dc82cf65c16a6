namespace Orleans.Registry.Simulation.Running;

/// <summary>What is checked after every step. The numbers are those of the design's list of promises.</summary>
internal enum Promise
{
    /// <summary>What was acknowledged survives.</summary>
    P1Durable = 1,

    /// <summary>One total order of revisions, never repeated, never backwards.</summary>
    P2Order = 2,

    /// <summary>Watches are ordered, gap-free, free of repeats, and lead to the snapshot.</summary>
    P3Watch = 3,

    /// <summary>Who renewed whenever the registry could hear is never expired or held.</summary>
    P4NoFalseExpiry = 4,

    /// <summary>Who is silent leaves in time.</summary>
    P5TimelyExpiry = 5,

    /// <summary>A retried mutation is applied once.</summary>
    P8Once = 8,

    /// <summary>Removals stay within the budget; holds are visible, honest and end.</summary>
    P11Protection = 11,

    /// <summary>Every mutation does what the rules say.</summary>
    Rules = 100,

    /// <summary>The state's parts agree with each other and with a replay.</summary>
    State = 101,

    /// <summary>Once all faults end, everybody gets what they want.</summary>
    Liveness = 102,
}
