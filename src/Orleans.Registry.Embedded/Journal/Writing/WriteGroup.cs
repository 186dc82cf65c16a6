namespace Orleans.Registry.Embedded.Journal;

/// <summary>Records that are written and acknowledged together. The frame is reused, the promise is not.</summary>
internal sealed class WriteGroup
{
    private TaskCompletionSource<AppendStatus> _written = NewPromise();

    public FrameBuffer Frame { get; } = new();

    /// <summary>Ends when the group is as durable as the store promises, or fails with why it is not.</summary>
    public Task<AppendStatus> Written => _written.Task;

    /// <summary>Tells the waiting; on threads of their own, because they must not hold the writer up.</summary>
    public void Complete() => _written.SetResult(AppendStatus.Appended);

    /// <summary>Tells the waiting that it is not known what became of the group.</summary>
    public void Fail(Exception failure)
    {
        _written.SetException(failure);

        // Nobody may be waiting any more; that is not an error of its own.
        _ = _written.Task.Exception;
    }

    /// <summary>Makes the group ready for other records.</summary>
    public void Reset()
    {
        Frame.Clear();
        _written = NewPromise();
    }

    private static TaskCompletionSource<AppendStatus> NewPromise() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
