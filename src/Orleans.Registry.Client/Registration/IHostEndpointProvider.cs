namespace Orleans.Registry.Client;

/// <summary>
/// Knows where others can call this host, for registrations that leave <see cref="ServiceRegistrationOptions.Address"/> empty.
/// The package Orleans.Registry.Client.AspNetCore has one that asks the web server; a program may have one of its own in the
/// container.
/// </summary>
public interface IHostEndpointProvider
{
    /// <summary>Asked once for each registration, when everything in the host has started. Must answer at once.</summary>
    /// <param name="protocol">The protocol to prefer; empty when any will do.</param>
    HostEndpoint Find(string protocol);
}
