namespace Orleans.Registry;

/// <summary>The rules for one health check of a registration, whoever is to run it.</summary>
internal static class HealthCheckRules
{
    private const int MaxTarget = 1024;
    private const int MaxHeaders = 16;
    private const int MaxHeaderName = 128;
    private const int MaxHeaderValue = 1024;
    private const string TokenMarks = "!#$%&'*+-.^_`|~";
    private static readonly string[] Methods = ["GET", "HEAD", "OPTIONS", "POST", "PUT"];

    // What HTTP itself needs, and what describes a body, which a check has not.
    private static readonly string[] ReservedHeaders = ["Connection", "Expect", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade"];

    public static void Validate(HealthCheckDefinition check, string field, ICollection<FieldError> errors)
    {
        if (!Enum.IsDefined(check.Kind) || check.Kind == HealthCheckKind.None)
        {
            errors.Add(new FieldError($"{field}.kind", "must be reported, http, tcp, grpc or script"));
        }

        ValidateTarget(check, $"{field}.target", errors);
        InstanceRegistrationValidator.Between($"{field}.interval", check.Interval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), errors);
        InstanceRegistrationValidator.Between($"{field}.timeout", check.Timeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1), errors);
        InstanceRegistrationValidator.Between($"{field}.failuresBeforeUnhealthy", check.FailuresBeforeUnhealthy, 1, 100, errors);
        InstanceRegistrationValidator.Between($"{field}.successesBeforeHealthy", check.SuccessesBeforeHealthy, 1, 100, errors);
        if (!Methods.Contains(check.Method, StringComparer.Ordinal))
        {
            errors.Add(new FieldError($"{field}.method", $"must be {string.Join(", ", Methods)}"));
        }

        if (!HttpStatusCodes.TryParse(check.SuccessCodes, out _))
        {
            errors.Add(new FieldError($"{field}.successCodes", $"must be {HttpStatusCodes.Rule}"));
        }

        ValidateHeaders(check.Headers, $"{field}.headers", errors);
        if (check.Kind != HealthCheckKind.Http && SaysHowToRequest(check))
        {
            errors.Add(new FieldError($"{field}.kind", "must be http where method, headers or success codes are given"));
        }
    }

    private static bool SaysHowToRequest(HealthCheckDefinition check)
        => check.Method != HealthCheckDefinition.DefaultMethod || check.SuccessCodes != HealthCheckDefinition.DefaultSuccessCodes
            || check.Headers is { Count: > 0 };

    private static void ValidateTarget(HealthCheckDefinition check, string field, ICollection<FieldError> errors)
    {
        // What a kind makes of its target is known to whoever runs it.
        var least = check.Kind == HealthCheckKind.Script ? 1 : 0;
        if (check.Target is null || check.Target.Length > MaxTarget || check.Target.AsSpan().Trim().Length < least
            || !InstanceRegistrationValidator.IsWellFormed(check.Target, mayBreakLines: check.Kind is HealthCheckKind.Script or HealthCheckKind.Reported))
        {
            errors.Add(new FieldError(field, $"must be text of {least} to {MaxTarget} characters"));
        }
    }

    private static void ValidateHeaders(StringMap headers, string field, ICollection<FieldError> errors)
    {
        if (headers is null || headers.Count > MaxHeaders)
        {
            errors.Add(new FieldError(field, $"must be at most {MaxHeaders}"));
            return;
        }

        foreach (var (name, value) in headers)
        {
            if (!IsHeaderName(name) || ReservedHeaders.Contains(name, StringComparer.OrdinalIgnoreCase)
                || name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase))
            {
                errors.Add(new FieldError($"{field}.{ErrorText.Quote(name)}", "must be the name of a header that is not about the connection or a body"));
            }
            else if (value is null || value.Length > MaxHeaderValue || value.Any(static c => c is < ' ' or > '~'))
            {
                errors.Add(new FieldError($"{field}.{name}", $"must be at most {MaxHeaderValue} printable ASCII characters"));
            }
        }
    }

    private static bool IsHeaderName(string name)
        => name.Length is > 0 and <= MaxHeaderName && name.All(static c => char.IsAsciiLetterOrDigit(c) || TokenMarks.Contains(c, StringComparison.Ordinal));
}
