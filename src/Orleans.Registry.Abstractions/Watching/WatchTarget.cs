namespace Orleans.Registry;

/// <summary>One service to watch.</summary>
/// <param name="Service">The service; it need not exist yet.</param>
/// <param name="From">What the reader holds already; <c>null</c> to begin with a snapshot.</param>
public readonly record struct WatchTarget(ServiceName Service, ServicePosition? From = null);
