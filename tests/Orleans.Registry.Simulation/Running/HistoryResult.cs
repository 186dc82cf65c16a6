namespace Orleans.Registry.Simulation.Running;

/// <summary>What came of a history.</summary>
/// <param name="Seed">The seed that brings it about again.</param>
/// <param name="Failure">The first broken promise; <c>null</c> when all were kept.</param>
/// <param name="Coverage">What happened, and how often.</param>
/// <param name="Trace">The last steps, when they were asked for.</param>
internal sealed record HistoryResult(ulong Seed, BrokenPromiseException? Failure, Coverage Coverage, string Trace);
