namespace Orleans.Registry.Client;

/// <summary>A service has no instance to call. The message names the service, why, and how old that knowledge is.</summary>
public sealed class NoEndpointException : HttpRequestException
{
    internal NoEndpointException(ServiceName service, NoEndpointReason reason, string message)
        : base(HttpRequestError.Unknown, message)
    {
        Service = service;
        Reason = reason;
    }

    /// <summary>The service.</summary>
    public ServiceName Service { get; }

    /// <summary>Why.</summary>
    public NoEndpointReason Reason { get; }
}
