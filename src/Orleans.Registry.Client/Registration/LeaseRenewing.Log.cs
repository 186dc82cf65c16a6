using Microsoft.Extensions.Logging;

namespace Orleans.Registry.Client;

internal sealed partial class LeaseRenewing
{
    [LoggerMessage(7111, LogLevel.Warning, "Renewals of {Count} leases do not get through, trying on: {Code}: {Message}", EventName = "RenewalsFail")]
    private partial void LogRenewalsFail(int count, RegistryErrorCode code, string message);

    [LoggerMessage(7112, LogLevel.Information, "Renewals get through again after {Seconds:F1} s", EventName = "RenewalsWork")]
    private partial void LogRenewalsWork(double seconds);

    [LoggerMessage(7113, LogLevel.Warning, "The registry does not know {InstanceId} any more, registering it again", EventName = "Forgotten")]
    private partial void LogForgotten(InstanceId instanceId);

    [LoggerMessage(7114, LogLevel.Warning, "Another process took {InstanceId} over, this one no longer renews it", EventName = "Superseded")]
    private partial void LogSuperseded(InstanceId instanceId);
}
