namespace Orleans.Registry;

/// <summary>The services of a registry. Each line is true of its own revision; there is no revision across services.</summary>
/// <param name="Services">By name.</param>
/// <param name="Age">How long ago the source last knew that nothing newer existed.</param>
/// <param name="Source">Who answered.</param>
public sealed record ServiceListAnswer(IReadOnlyList<ServiceSummary> Services, TimeSpan Age, AnswerSource Source);
