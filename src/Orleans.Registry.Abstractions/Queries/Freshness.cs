namespace Orleans.Registry;

/// <summary>How fresh an answer is; part of every answer.</summary>
/// <param name="Position">The epoch and revision it shows.</param>
/// <param name="Age">
/// How long ago the source last knew that nothing newer existed: zero at the owner; at a copy, the time since it last heard
/// from the owner.
/// </param>
/// <param name="Source">Who answered.</param>
public readonly record struct Freshness(ServicePosition Position, TimeSpan Age, AnswerSource Source);
