using Microsoft.Extensions.Logging;

namespace Orleans.Registry.Embedded;

/// <content>Log messages.</content>
public sealed partial class EmbeddedServiceRegistry
{
    [LoggerMessage(200, LogLevel.Information, "Ready: {Services} services with {Instances} instances loaded from store '{Store}' in {Seconds:0.000} s.")]
    private static partial void LogReady(ILogger logger, string store, int services, int instances, double seconds);

    [LoggerMessage(201, LogLevel.Critical, "Another registry has taken store '{Store}' over. This one acknowledges nothing any more and is not ready; stop it.")]
    private static partial void LogFenced(ILogger logger, string store);
}
