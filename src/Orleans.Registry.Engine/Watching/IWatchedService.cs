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
}
