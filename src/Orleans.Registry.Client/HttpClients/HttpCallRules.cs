using System.Net;
using System.Net.Http.Json;

namespace Orleans.Registry.Client;

/// <summary>Which failed calls may be tried on another instance.</summary>
internal static class HttpCallRules
{
    /// <summary>Whether nothing of the request can have arrived.</summary>
    public static bool NothingSent(Exception exception) => exception switch
    {
        HttpRequestException e => e.HttpRequestError is
            HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError,

        // What the handler's limit for connecting looks like from outside.
        OperationCanceledException { InnerException: TimeoutException { InnerException: null } } => true,
        _ => false,
    };

    /// <summary>Whether sending the request twice is the same as sending it once.</summary>
    public static bool MayRepeat(HttpRequestMessage request)
        => IsIdempotent(request.Method) && request.Content is null or ByteArrayContent or ReadOnlyMemoryContent or JsonContent;

    /// <summary>Whether an answer says that this instance cannot serve now, and another one may.</summary>
    public static bool IsElsewherePerhaps(HttpStatusCode status)
        => status is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    private static bool IsIdempotent(HttpMethod method)
        => method == HttpMethod.Get || method == HttpMethod.Head || method == HttpMethod.Put || method == HttpMethod.Delete
            || method == HttpMethod.Options || method == HttpMethod.Trace;
}
