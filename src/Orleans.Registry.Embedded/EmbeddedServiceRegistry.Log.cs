using Microsoft.Extensions.Logging;

namespace Orleans.Registry.Embedded;

/// <content>Log messages.</content>
public sealed partial class EmbeddedServiceRegistry
{
    [LoggerMessage(200, LogLevel.Information, "Ready: {Services} services with {Instances} instances loaded from store '{Store}' in {Seconds:0.000} s.")]
    private static partial void LogReady(ILogger logger, string store, int services, int instances, double seconds);

    [LoggerMessage(201, LogLevel.Critical, "Another registry has taken store '{Store}' over. This one acknowledges nothing any more and is not ready; stop it.")]
    private static partial void LogFenced(ILogger logger, string store);

    [LoggerMessage(202, LogLevel.Warning, "Store '{Store}' is held by {Owner}; waiting up to {Wait} for that claim to lapse.")]
    private static partial void LogHeld(ILogger logger, string store, string owner, TimeSpan wait);

    [LoggerMessage(203, LogLevel.Information, "Standby of {Leader} on store '{Store}': {Services} services with {Instances} instances loaded in {Seconds:0.000} s.")]
    private static partial void LogStandby(ILogger logger, string store, string leader, int services, int instances, double seconds);

    [LoggerMessage(204, LogLevel.Warning, "The standby cannot ask the store what has changed; its answers grow old: {Reason}")]
    private static partial void LogNotFollowed(ILogger logger, string reason);

    [LoggerMessage(205, LogLevel.Critical, "The standby cannot follow the store. It is not ready any more; restart it.")]
    private static partial void LogFollowingFailed(ILogger logger, Exception exception);

    [LoggerMessage(206, LogLevel.Warning, "Store '{Store}' was set back to an earlier state; all of it is read again.")]
    private static partial void LogSetBack(ILogger logger, string store);

    [LoggerMessage(207, LogLevel.Warning, "Took store '{Store}' over: leading {Services} services with {Instances} instances {Seconds:0.000} s after the claim.")]
    private static partial void LogTookOver(ILogger logger, string store, int services, int instances, double seconds);

    [LoggerMessage(208, LogLevel.Error, "Store '{Store}' has not confirmed the claim for as long as it lives. Nothing is acknowledged and no lease runs until it does.")]
    private static partial void LogInDoubt(ILogger logger, string store);
}
