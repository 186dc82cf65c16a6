using System.Diagnostics;
using System.Globalization;
using Microsoft.Net.Http.Headers;
using Orleans.Registry.Protocol;

namespace Orleans.Registry.AspNetCore;

/// <summary>Writes refusals as problem details.</summary>
internal static class RefusalWriter
{
    public static Task WriteAsync(HttpContext context, RegistryError error) => WriteAsync(context, Refusal.From(error));

    public static Task WriteAsync(HttpContext context, Refusal refusal)
    {
        var response = context.Response;
        response.StatusCode = refusal.Status;
        response.ContentType = ProblemDto.MediaType;
        response.Headers.CacheControl = "no-store";
        if (RetryAfterOf(refusal) is { } retryAfter)
        {
            response.Headers[HeaderNames.RetryAfter] = retryAfter;
        }

        foreach (var (name, value) in refusal.Headers ?? new Dictionary<string, string>())
        {
            response.Headers[name] = value;
        }

        var traceId = Activity.Current?.Id ?? context.TraceIdentifier;
        var problem = ProblemMapping.ToDto(refusal.Error, refusal.Code, refusal.Status, traceId);
        return BodyWriter.WriteAsync(context, WireJson.ToBytes(problem, ProtocolJsonContext.Default.ProblemDto));
    }

    /// <summary>What can be tried again says when: the header counts whole seconds, so at least one.</summary>
    private static string? RetryAfterOf(Refusal refusal)
    {
        var wait = refusal.Error.RetryAfter ?? (refusal.Status is 429 or 503 ? TimeSpan.FromSeconds(1) : null);
        return wait is { } span ? Math.Max(1, (long)Math.Ceiling(span.TotalSeconds)).ToString(CultureInfo.InvariantCulture) : null;
    }
}
