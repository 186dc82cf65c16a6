namespace Orleans.Registry.HealthChecks;

/// <summary>Where a check goes, after its target and its instance's address have been put together.</summary>
/// <param name="IsSecure">Whether by TLS.</param>
/// <param name="Host">Host name or IP address, without brackets.</param>
/// <param name="Port">Port.</param>
/// <param name="Path">What follows the port: path and query of an HTTP check, the service of a gRPC check after a slash; may be empty.</param>
internal sealed record CheckEndpoint(bool IsSecure, string Host, int Port, string Path)
{
    /// <summary>Host and port as they stand in a URL.</summary>
    public string Authority
    {
        get
        {
            var host = Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
            return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{host}:{Port}");
        }
    }

    /// <summary>The URL of an HTTP check.</summary>
    public Uri ToUri(string path) => new($"{(IsSecure ? "https" : "http")}://{Authority}{path}");
}
