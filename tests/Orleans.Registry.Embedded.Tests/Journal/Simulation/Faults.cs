namespace Orleans.Registry.Embedded.Tests.Journal.Simulation;

/// <summary>Words and throws what went wrong on a simulated disk.</summary>
internal static class Faults
{
    public static void Throw(FaultFate fate, FileOperation operation, string name)
    {
        if (fate != FaultFate.None)
        {
            throw new IOException(
                fate == FaultFate.Crash ? $"The machine stops in {operation} of '{name}'." : $"No space left for {operation} of '{name}'.");
        }
    }
}
