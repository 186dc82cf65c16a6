namespace Orleans.Registry.Client;

/// <summary>Tells how the connection to the registry stands. Safe to use from many threads.</summary>
public interface IRegistryConnection
{
    /// <summary>How it stands now.</summary>
    RegistryConnectionStatus Status { get; }

    /// <summary>
    /// Raised when the registry becomes unreachable or reachable again, one call at a time, in order. Handlers must be quick and
    /// must not throw.
    /// </summary>
    event Action<RegistryConnectionStatus>? Changed;
}
