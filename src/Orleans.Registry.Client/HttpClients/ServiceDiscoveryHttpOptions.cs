namespace Orleans.Registry.Client;

/// <summary>How one <see cref="HttpClient"/> calls services. Validated when the host starts.</summary>
public sealed class ServiceDiscoveryHttpOptions
{
    /// <summary>How to spread calls; <c>null</c> (default) for what <see cref="ServiceDiscoveryOptions"/> says.</summary>
    public string? Policy { get; set; }

    /// <summary>
    /// On how many other instances a call is tried when an instance cannot be connected to, or breaks the connection off
    /// before it answered a call that may be repeated. The service's traffic policy can ask for more. Default 2; 0 to 10.
    /// </summary>
    public int Retries { get; set; } = 2;

    /// <summary>
    /// How long connecting to an instance may take, where the client's primary handler says nothing. Default 2 s; 10 ms to 1 min.
    /// </summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a call waits until anything is known of its service. Default 5 s; 0 to 1 min.</summary>
    public TimeSpan FirstSnapshotTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The request header whose value keeps calls together for policies that hash; <c>null</c> (default) for none.
    /// </summary>
    public string? KeyHeader { get; set; }
}
