namespace Orleans.Registry.Client;

/// <summary>Finds instances to call. A service is watched from the first time it is asked for until the program ends.</summary>
public interface IServiceDiscovery
{
    /// <summary>The endpoints of a service; the same object each time for the same policy.</summary>
    /// <param name="service">The service; it need not exist yet.</param>
    /// <param name="policy">How to spread calls; <c>null</c> (default) for what the options say.</param>
    /// <exception cref="ArgumentException">There is no service of the empty name, or no such policy.</exception>
    IServiceEndpoints GetEndpoints(ServiceName service, string? policy = null);
}
