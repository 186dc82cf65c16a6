namespace Orleans.Registry.Protocol;

/// <summary>The one table of error codes: domain code, text on the wire, HTTP status.</summary>
public static class ErrorCodes
{
    /// <summary>The body is not JSON (400).</summary>
    public const string MalformedJson = "malformed_json";

    /// <summary>A query parameter is not known here (400).</summary>
    public const string UnknownParameter = "unknown_parameter";

    /// <summary>There is no such path (404).</summary>
    public const string RouteNotFound = "route_not_found";

    /// <summary>The path exists, with other methods (405).</summary>
    public const string MethodNotAllowed = "method_not_allowed";

    /// <summary>The body is larger than the server takes (413).</summary>
    public const string PayloadTooLarge = "payload_too_large";

    /// <summary>The body is not declared as JSON in UTF-8 (415).</summary>
    public const string UnsupportedMediaType = "unsupported_media_type";

    /// <summary>A single renewal came too late: another process registered under the id (409).</summary>
    public const string Superseded = "superseded";

    private static readonly (RegistryErrorCode Code, string Text, int Status)[] Table =
    [
        (RegistryErrorCode.None, "none", 500),
        (RegistryErrorCode.InvalidRequest, "invalid_request", 400),
        (RegistryErrorCode.ServiceNotFound, "service_not_found", 404),
        (RegistryErrorCode.InstanceNotFound, "instance_not_found", 404),
        (RegistryErrorCode.InstanceIdInUse, "instance_id_in_use", 409),
        (RegistryErrorCode.InvalidTransition, "invalid_transition", 409),
        (RegistryErrorCode.VersionConflict, "version_conflict", 409),
        (RegistryErrorCode.LimitExceeded, "limit_exceeded", 422),
        (RegistryErrorCode.HistoryUnavailable, "history_unavailable", 410),
        (RegistryErrorCode.RevisionNotReached, "revision_not_reached", 504),
        (RegistryErrorCode.NotReady, "not_ready", 503),
        (RegistryErrorCode.StoreUnavailable, "store_unavailable", 503),
        (RegistryErrorCode.Fenced, "fenced", 503),
        (RegistryErrorCode.OperationIdReused, "operation_id_reused", 422),
        (RegistryErrorCode.VersionNotFound, "version_not_found", 404),
        (RegistryErrorCode.WatcherNotFound, "watcher_not_found", 404),
        (RegistryErrorCode.Unreachable, "unreachable", 502),
        (RegistryErrorCode.Overloaded, "overloaded", 429),
        (RegistryErrorCode.Internal, "internal", 500),
    ];

    private static readonly Dictionary<string, RegistryErrorCode> ByText
        = Table.ToDictionary(static r => r.Text, static r => r.Code, StringComparer.Ordinal);

    /// <summary>The text of a code.</summary>
    public static string ToText(RegistryErrorCode code) => Row(code).Text;

    /// <summary>The HTTP status of a code.</summary>
    public static int ToStatus(RegistryErrorCode code) => Row(code).Status;

    /// <summary>
    /// The code that an answer means: by its text or, when that says nothing to us (an answer of a proxy, say), by its status.
    /// </summary>
    /// <param name="text">The <c>code</c> of the problem; <c>null</c> when there is none.</param>
    /// <param name="status">The HTTP status.</param>
    public static RegistryErrorCode FromWire(string? text, int status)
    {
        if (text is not null && ByText.TryGetValue(text, out var code) && code != RegistryErrorCode.None)
        {
            return code;
        }

        return status switch
        {
            408 or 502 or 503 or 504 => RegistryErrorCode.Unreachable,
            429 => RegistryErrorCode.Overloaded,
            >= 400 and < 500 => RegistryErrorCode.InvalidRequest,
            _ => RegistryErrorCode.Internal,
        };
    }

    private static (RegistryErrorCode Code, string Text, int Status) Row(RegistryErrorCode code)
        => (uint)code < (uint)Table.Length ? Table[(int)code] : Table[(int)RegistryErrorCode.Internal];
}
