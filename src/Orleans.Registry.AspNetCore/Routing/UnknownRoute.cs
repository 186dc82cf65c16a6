using Microsoft.AspNetCore.Routing.Template;
using Orleans.Registry.Protocol;

namespace Orleans.Registry.AspNetCore;

/// <summary>
/// Answers what no other endpoint takes: 405 with the methods that the path knows, else 404. Standing behind all others for
/// any method, it has to find out itself what routing would otherwise have said with an empty body.
/// </summary>
internal sealed class UnknownRoute(EndpointDataSource endpoints)
{
    public Task AnswerAsync(HttpContext context)
    {
        var methods = MethodsOf(context);
        if (methods.Length == 0)
        {
            return RefusalWriter.WriteAsync(
                context, Refusal.OfHttp(ErrorCodes.RouteNotFound, StatusCodes.Status404NotFound, "There is nothing under this path."));
        }

        var allowed = string.Join(", ", methods);
        var refusal = Refusal.OfHttp(ErrorCodes.MethodNotAllowed, StatusCodes.Status405MethodNotAllowed, $"This path takes {allowed}.");
        return RefusalWriter.WriteAsync(context, refusal with { Headers = new Dictionary<string, string> { ["Allow"] = allowed } });
    }

    private string[] MethodsOf(HttpContext context)
    {
        var methods = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var endpoint in endpoints.Endpoints.OfType<RouteEndpoint>())
        {
            if (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is { HttpMethods.Count: > 0 } taken && Fits(endpoint, context))
            {
                methods.UnionWith(taken.HttpMethods);
            }
        }

        return [.. methods];
    }

    private static bool Fits(RouteEndpoint endpoint, HttpContext context)
        => new TemplateMatcher(new RouteTemplate(endpoint.RoutePattern), []).TryMatch(context.Request.Path, []);
}
