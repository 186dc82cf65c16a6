namespace Orleans.Registry.Simulation.Store;

/// <summary>An append on its way from its registry to the disk.</summary>
/// <param name="append">The append.</param>
/// <param name="decidedAt">When it was decided, in ms of the timeline.</param>
/// <param name="decidedAtHearable">When it was decided, in ms during which its registry could hear.</param>
internal sealed class SentAppend(ServiceAppend append, long decidedAt, long decidedAtHearable)
{
    public ServiceAppend Append => append;

    public long DecidedAt => decidedAt;

    public long DecidedAtHearable => decidedAtHearable;

    /// <summary>When its registry gave it up, in hearable ms: from then on it does not know what became of it.</summary>
    public long? GivenUpAt { get; set; }
}
