namespace Orleans.Registry.ClientSample;

/// <summary>What came of the calls so far.</summary>
/// <param name="Ok">Calls that were answered.</param>
/// <param name="Failed">Calls that were not.</param>
/// <param name="LastFailure">Why the last of them was not.</param>
/// <param name="ByInstance">Calls answered by each instance.</param>
internal sealed record CallStatsView(long Ok, long Failed, string? LastFailure, IReadOnlyDictionary<string, int> ByInstance);
