namespace Orleans.Registry.Client;

/// <summary>What a reader can do next with one service.</summary>
internal enum FeedStep
{
    /// <summary>Nothing: it holds all there is.</summary>
    None = 0,

    /// <summary>Take an event.</summary>
    Event = 1,

    /// <summary>Ask the registry for the history it lacks.</summary>
    AskHistory = 2,
}
