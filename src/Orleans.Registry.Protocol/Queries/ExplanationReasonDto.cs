namespace Orleans.Registry.Protocol;

/// <summary>One rule that was looked at.</summary>
public sealed class ExplanationReasonDto
{
    /// <summary>Stable name of the rule.</summary>
    public required string Rule { get; init; }

    /// <summary>Whether the instance passed it.</summary>
    public bool Passed { get; init; }

    /// <summary>What was compared with what, for people.</summary>
    public string Detail { get; init; } = string.Empty;
}
