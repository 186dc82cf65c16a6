using Microsoft.Extensions.Logging;

namespace Orleans.Registry.Client;

internal sealed partial class HostRegistrationService
{
    [LoggerMessage(7131, LogLevel.Error, "Registration '{Name}' cannot be made, the program runs without it", EventName = "NotRegistrable")]
    private partial void LogNotRegistrable(string name, Exception exception);

    [LoggerMessage(7132, LogLevel.Warning, "The host's shutdown timeout ended before every registration was taken out", EventName = "OutOfTime")]
    private partial void LogOutOfTime();
}
