namespace Orleans.Registry.Client;

/// <summary>Where others can call this host. Immutable; equal by value.</summary>
/// <param name="Address">Host name or IP address, never a wildcard.</param>
/// <param name="Port">0 when the host has none.</param>
/// <param name="Protocol">How to call it, <c>http</c> for instance.</param>
public sealed record HostEndpoint(string Address, int Port, string Protocol);
