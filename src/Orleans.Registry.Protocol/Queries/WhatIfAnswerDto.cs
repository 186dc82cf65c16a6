namespace Orleans.Registry.Protocol;

/// <summary>Answer: what a policy would do.</summary>
public sealed class WhatIfAnswerDto
{
    /// <summary>How fresh the fleet it was tried on is.</summary>
    public required FreshnessDto Freshness { get; init; }

    /// <summary>What the policy would refuse or change, for people.</summary>
    public required IReadOnlyList<string> Violations { get; init; }

    /// <summary>Share of calls by instance under the policy in force.</summary>
    public required IReadOnlyDictionary<string, double> Before { get; init; }

    /// <summary>Share of calls by instance under the proposed policy.</summary>
    public required IReadOnlyDictionary<string, double> After { get; init; }
}
