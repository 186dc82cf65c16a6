namespace Orleans.Registry.Protocol;

/// <summary>Answer: what became of each renewal.</summary>
public sealed class RenewalsResponseDto
{
    /// <summary>How many were renewed.</summary>
    public int Renewed { get; init; }

    /// <summary>
    /// One outcome for each wish, in its order: <c>renewed</c>, <c>unknown</c> (register again), <c>superseded</c> (another
    /// process has the id) or <c>notReady</c> (try again).
    /// </summary>
    public required IReadOnlyList<string> Results { get; init; }
}
