namespace Orleans.Registry.Cluster;

/// <summary>What a store last saw of a service's head; guarded by its gate.</summary>
internal sealed class ServiceCursor
{
    /// <summary>One append at a time.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>The head as it was read or written last; <c>null</c> when it must be read.</summary>
    public StoredRecord<ServiceHead>? Head { get; set; }

    /// <summary>Whether the service's name is known to be listed.</summary>
    public bool IsListed { get; set; }
}
