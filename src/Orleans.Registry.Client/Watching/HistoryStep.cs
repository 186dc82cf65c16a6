namespace Orleans.Registry.Client;

/// <summary>What became of a reader's question for the history it lacks.</summary>
internal enum HistoryStep
{
    /// <summary>The reader has something to go on with.</summary>
    Answered = 0,

    /// <summary>The reader is ahead of the stream, which will come.</summary>
    Ahead = 1,

    /// <summary>The registry could not be asked, or could not tell: nothing is known to be lost. Ask again.</summary>
    Unanswered = 2,
}
