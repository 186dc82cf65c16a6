using Orleans.Registry.TestKit;

namespace Orleans.Registry.Embedded.Tests.Journal.Simulation;

/// <summary>Holds up one kind of operation of a simulated disk until released.</summary>
internal sealed class BlockedDisk : IDisposable
{
    private readonly ManualResetEventSlim _released = new();
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _fails;

    public BlockedDisk(FaultPlan plan, FileOperation operation) => plan.FailWhen = (o, _) => o == operation && Hold();

    /// <summary>Waits until somebody waits for the disk.</summary>
    public Task ReachedAsync() => Eventually.EndsAsync(_reached.Task);

    public void Release(bool fails = false)
    {
        _fails = fails;
        _released.Set();
    }

    public void Dispose() => Release();

    private bool Hold()
    {
        _reached.TrySetResult();
        _released.Wait();
        return _fails;
    }
}
