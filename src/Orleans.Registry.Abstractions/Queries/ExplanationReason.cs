namespace Orleans.Registry;

/// <summary>One rule that decides whether an instance is in an answer.</summary>
/// <param name="Rule">Stable name of the rule, e.g. <c>registered</c>, <c>status</c>, <c>tags</c>, <c>zone</c>.</param>
/// <param name="Passed">Whether the instance passed it.</param>
/// <param name="Detail">What was compared with what, for people.</param>
public sealed record ExplanationReason(string Rule, bool Passed, string Detail);
