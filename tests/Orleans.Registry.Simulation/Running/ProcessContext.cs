namespace Orleans.Registry.Simulation.Running;

/// <summary>
/// Where the asynchronous code of one process goes on: in an event of its own at the same time, in the thread of the
/// simulation, and not at all once the process is dead.
/// </summary>
internal sealed class ProcessContext(Timeline timeline, ProcessClock clock) : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state) => timeline.After(0, () => clock.Run(() => d(state)));

    public override void Send(SendOrPostCallback d, object? state) => clock.Run(() => d(state));

    public override SynchronizationContext CreateCopy() => this;
}
