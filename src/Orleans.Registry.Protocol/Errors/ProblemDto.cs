namespace Orleans.Registry.Protocol;

/// <summary>An error answer: problem details (RFC 9457, <c>application/problem+json</c>) with a stable code.</summary>
public sealed class ProblemDto
{
    /// <summary>The media type of such an answer.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>A URI of the kind of problem: <c>urn:registry:error:CODE</c>.</summary>
    public string? Type { get; init; }

    /// <summary>The HTTP status in words.</summary>
    public string? Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public int Status { get; init; }

    /// <summary>What is wrong, in one sentence for people.</summary>
    public string? Detail { get; init; }

    /// <summary>The stable code; see <see cref="ErrorCodes"/>.</summary>
    public string? Code { get; init; }

    /// <summary>Every field that is wrong; <c>null</c> when it is not about fields.</summary>
    public IReadOnlyList<FieldErrorDto>? Errors { get; init; }

    /// <summary>When to try again, in seconds; <c>null</c> when the registry does not know.</summary>
    public double? RetryAfterSeconds { get; init; }

    /// <summary>The request's trace, to find it in the logs.</summary>
    public string? TraceId { get; init; }
}
