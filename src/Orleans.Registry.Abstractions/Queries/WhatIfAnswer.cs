namespace Orleans.Registry;

/// <summary>What a policy would do to the fleet as it is now; nothing is changed.</summary>
/// <param name="Violations">What the policy would refuse or change about present instances, for people.</param>
/// <param name="Before">Share of calls by instance under the policy in force; shares add up to 1 unless nothing can be called.</param>
/// <param name="After">Share of calls by instance under the proposed policy.</param>
/// <param name="Freshness">How fresh the fleet it was tried on is.</param>
public sealed record WhatIfAnswer(
    IReadOnlyList<string> Violations,
    IReadOnlyDictionary<InstanceId, double> Before,
    IReadOnlyDictionary<InstanceId, double> After,
    Freshness Freshness);
