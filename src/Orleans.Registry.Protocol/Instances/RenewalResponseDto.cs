namespace Orleans.Registry.Protocol;

/// <summary>Answer: what became of a single renewal.</summary>
public sealed class RenewalResponseDto
{
    /// <summary>The outcome; see <see cref="RenewalsResponseDto.Results"/>.</summary>
    public required string Outcome { get; init; }
}
