namespace Orleans.Registry.Protocol;

/// <summary>Refusals to problem details and back.</summary>
public static class ProblemMapping
{
    /// <summary>What <see cref="ProblemDto.Type"/> begins with; the code follows.</summary>
    public const string TypePrefix = "urn:registry:error:";

    /// <summary>A refusal as problem details.</summary>
    /// <param name="error">The refusal.</param>
    /// <param name="traceId">The request's trace.</param>
    public static ProblemDto ToDto(RegistryError error, string? traceId = null)
    {
        ArgumentNullException.ThrowIfNull(error);
        return ToDto(error, ErrorCodes.ToText(error.Code), ErrorCodes.ToStatus(error.Code), traceId);
    }

    /// <summary>A refusal as problem details, with a code and status of HTTP's own.</summary>
    /// <param name="error">The refusal.</param>
    /// <param name="code">The code on the wire.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="traceId">The request's trace.</param>
    public static ProblemDto ToDto(RegistryError error, string code, int status, string? traceId)
    {
        ArgumentNullException.ThrowIfNull(error);
        return new ProblemDto
        {
            Type = TypePrefix + code,
            Title = TitleOf(status),
            Status = status,
            Detail = error.Message,
            Code = code,
            Errors = error.Fields.Count == 0 ? null : error.Fields.Select(ToDto).ToArray(),
            RetryAfterSeconds = error.RetryAfter?.TotalSeconds,
            TraceId = traceId,
        };
    }

    /// <summary>The refusal that problem details tell of.</summary>
    /// <param name="problem">The body; <c>null</c> when it could not be read.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="retryAfter">The Retry-After header; used when the body has none.</param>
    public static RegistryError ToDomain(ProblemDto? problem, int status, TimeSpan? retryAfter = null)
    {
        var message = problem?.Detail ?? problem?.Title ?? $"the server answered {status} {TitleOf(status)}".TrimEnd();
        return new RegistryError(ErrorCodes.FromWire(problem?.Code, status), message)
        {
            Fields = problem?.Errors?.Select(static e => new FieldError(WireFields.ToDomain(e.Field), e.Message)).ToArray() ?? [],
            RetryAfter = problem?.RetryAfterSeconds is { } seconds && Seconds.TryToTimeSpan(seconds, out var span) ? span : retryAfter,
        };
    }

    private static FieldErrorDto ToDto(FieldError error) => new() { Field = WireFields.ToWire(error.Field), Message = error.Message };

    private static string TitleOf(int status) => status switch
    {
        400 => "Bad Request",
        404 => "Not Found",
        405 => "Method Not Allowed",
        409 => "Conflict",
        410 => "Gone",
        412 => "Precondition Failed",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        422 => "Unprocessable Content",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => string.Empty,
    };
}
