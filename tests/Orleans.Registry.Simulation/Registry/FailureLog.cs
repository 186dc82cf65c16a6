using Microsoft.Extensions.Logging;
using Orleans.Registry.Simulation.Running;

namespace Orleans.Registry.Simulation.Registry;

/// <summary>A logger that takes a logged exception for what it is in a simulation: a bug.</summary>
/// <typeparam name="T">Who logs.</typeparam>
internal sealed class FailureLog<T>(World world) : ILogger<T>
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
        => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel >= LogLevel.Error && exception is not null)
        {
            world.Record(exception as BrokenPromiseException ?? new BrokenPromiseException(Promise.State, $"{formatter(state, exception)} {exception}"));
        }
    }
}
