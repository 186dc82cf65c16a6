namespace Orleans.Registry.Engine;

/// <summary>A service that watchers can follow: its owner, or a copy that follows the owner. Safe to use from any thread.</summary>
public interface IWatchedService
{
    /// <summary>The service.</summary>
    ServiceName Name { get; }

    /// <summary>What readers see now.</summary>
    PublishedService Published { get; }

    /// <summary>Who watches it here.</summary>
    WatchHub Watchers { get; }

    /// <summary>
    /// Whether the service has ever been at a position, which is asked when a reader holds more than is published here: the
    /// truth is in the store. <c>null</c> when nobody can tell now.
    /// </summary>
    ValueTask<bool?> HasReachedAsync(ServicePosition position, CancellationToken cancellationToken);
}
