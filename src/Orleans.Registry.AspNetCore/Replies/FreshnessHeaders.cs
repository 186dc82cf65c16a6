using System.Globalization;
using Microsoft.Extensions.Primitives;
using Orleans.Registry.Protocol;

namespace Orleans.Registry.AspNetCore;

/// <summary>Says in headers how fresh an answer is.</summary>
internal static class FreshnessHeaders
{
    private static readonly StringValues Owner = WireNames.Of(AnswerSource.Owner);
    private static readonly StringValues Zero = "0";

    /// <summary>The weak validator of a state: its bytes also tell their age.</summary>
    public static string ETagOf(ServicePosition position) => $"W/\"{position}\"";

    public static void Write(HttpResponse response, Freshness freshness)
        => Write(response, freshness, freshness.Position.Epoch.ToString(), freshness.Position.Revision.ToString());

    public static void Write(HttpResponse response, Freshness freshness, StringValues epoch, StringValues revision)
    {
        var headers = response.Headers;
        headers[RegistryHeaders.Epoch] = epoch;
        headers[RegistryHeaders.Revision] = revision;
        WriteSource(response, freshness.Age, freshness.Source);
    }

    public static void WriteSource(HttpResponse response, TimeSpan age, AnswerSource source)
    {
        var headers = response.Headers;
        headers[RegistryHeaders.Age] = age == TimeSpan.Zero ? Zero : ((long)age.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        headers[RegistryHeaders.Source] = source == AnswerSource.Owner ? Owner : WireNames.Of(source);
    }

    /// <summary>Whether the caller holds the state already; validators are compared without regard to their weakness.</summary>
    public static bool IsHeld(HttpRequest request, string etag)
    {
        foreach (var value in request.Headers.IfNoneMatch)
        {
            if (value is not null && (value == "*" || value.AsSpan().Contains(etag.AsSpan(2), StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }
}
