using Microsoft.AspNetCore.Http.Features;
using Orleans.Registry.Protocol;

namespace Orleans.Registry.AspNetCore;

/// <summary>
/// Reads a parameter of a route as the caller wrote it. The server decodes a path but for <c>%2F</c>, so that an id with a
/// slash and one that spells <c>%2F</c> out look the same there; the request line tells them apart.
/// </summary>
internal static class RawPath
{
    public static string Parameter(HttpContext context, string name)
    {
        var value = (string?)context.Request.RouteValues[name] ?? string.Empty;
        if (!value.Contains('%'))
        {
            return value.StartsWith('~') ? PathSegment.Decode(value) : value;
        }

        return PathSegment.Decode(FindSegment(context, name) ?? value);
    }

    private static string? FindSegment(HttpContext context, string name)
    {
        if (context.GetEndpoint() is not RouteEndpoint endpoint
            || context.Features.Get<IHttpRequestFeature>() is not { RawTarget.Length: > 0 } feature)
        {
            return null;
        }

        var written = PathOf(feature.RawTarget).Split('/');
        var decoded = (context.Request.PathBase.Value + context.Request.Path.Value).Split('/');

        // Where folding of dot segments changed the path, places cannot be compared.
        if (written.Length != decoded.Length)
        {
            return null;
        }

        var segments = endpoint.RoutePattern.PathSegments;
        for (var i = 0; i < segments.Count; i++)
        {
            if (segments[i].Parts is [Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart part] && part.Name == name)
            {
                var first = (context.Request.PathBase.Value?.Split('/').Length ?? 1) - 1;
                var place = 1 + Math.Max(first, 0) + i;
                return place < written.Length ? written[place] : null;
            }
        }

        return null;
    }

    /// <summary>The path of a request target, which may be a whole URI.</summary>
    private static string PathOf(string target)
    {
        var scheme = target.StartsWith('/') ? -1 : target.IndexOf("://", StringComparison.Ordinal);
        var start = scheme < 0 ? 0 : target.IndexOf('/', scheme + 3);
        if (start < 0)
        {
            return "/";
        }

        var end = target.IndexOfAny(['?', '#'], start);
        return end < 0 ? target[start..] : target[start..end];
    }
}
