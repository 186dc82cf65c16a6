namespace Orleans.Registry.Simulation.Running;

/// <summary>A check of the simulation failed.</summary>
internal sealed class BrokenPromiseException(Promise promise, string message) : Exception($"{promise}: {message}")
{
    public Promise Promise { get; } = promise;
}
