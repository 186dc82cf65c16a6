namespace Orleans.Registry.Client;

/// <summary>What an event of a watch was to a <see cref="ServiceMirror"/>.</summary>
public enum MirrorOutcome
{
    /// <summary>Not an outcome.</summary>
    None = 0,

    /// <summary>It was the next one and is taken in.</summary>
    Applied = 1,

    /// <summary>It was held already.</summary>
    Duplicate = 2,

    /// <summary>Something between what is held and this event is missing; nothing was taken in.</summary>
    Gap = 3,

    /// <summary>It shows an earlier state of the same lineage than what is held; nothing was taken in.</summary>
    Backwards = 4,

    /// <summary>It is about nothing held here: a heartbeat, or another service.</summary>
    Unrelated = 5,
}
