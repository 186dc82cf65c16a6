namespace Orleans.Registry.Client;

/// <summary>Why there is no instance to call.</summary>
public enum NoEndpointReason
{
    /// <summary>Not a reason.</summary>
    None = 0,

    /// <summary>Nothing is known of the service: the registry has not answered yet.</summary>
    NotKnown = 1,

    /// <summary>The service has no instance.</summary>
    NoInstances = 2,

    /// <summary>It has instances, but none that is meant to be called.</summary>
    NoneHealthy = 3,

    /// <summary>It has healthy instances, but this process keeps calls from all of them.</summary>
    NoneAvailable = 4,
}
