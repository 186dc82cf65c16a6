namespace Orleans.Registry.Core;

/// <summary>What a decision needs to know besides the state.</summary>
/// <param name="Now">The time (UTC), as an argument: the rules read no clock.</param>
/// <param name="NextRevision">The number the first change gets: the state's revision plus what is decided but not applied yet, plus one.</param>
/// <param name="PendingInstances">New instances that are decided but not applied yet.</param>
public readonly record struct DecisionContext(DateTimeOffset Now, Revision NextRevision, int PendingInstances = 0);
