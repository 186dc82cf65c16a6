namespace Orleans.Registry.Simulation.Running;

/// <summary>What came of many histories.</summary>
/// <param name="Kept">How many kept every promise.</param>
/// <param name="Coverage">What happened in those, and how often.</param>
/// <param name="Failed">One that did not; <c>null</c> when there was none.</param>
internal sealed record CampaignResult(int Kept, Coverage Coverage, HistoryResult? Failed);
