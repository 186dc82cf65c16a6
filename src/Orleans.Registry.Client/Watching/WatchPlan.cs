namespace Orleans.Registry.Client;

/// <summary>What one watch connection is to carry.</summary>
/// <param name="Targets">The services, each with what is held of it.</param>
/// <param name="Confirms">Whether a reader is among them for whom drains wait.</param>
/// <param name="Heartbeat">How long the registry may be silent at most.</param>
internal sealed record WatchPlan(IReadOnlyList<WatchTarget> Targets, bool Confirms, TimeSpan Heartbeat);
