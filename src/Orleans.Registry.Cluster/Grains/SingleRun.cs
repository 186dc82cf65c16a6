namespace Orleans.Registry.Cluster;

/// <summary>
/// Something that runs once for all who ask while it does, and anew for the next who asks after that, however it ended and also
/// when it ended at once. Used within one grain's turns.
/// </summary>
internal sealed class SingleRun<T>
{
    private Task<T>? _running;

    /// <summary>Joins the run that is under way, or begins one.</summary>
    public Task<T> JoinAsync(Func<Task<T>> run) => _running is { IsCompleted: false } running ? running : _running = run();
}
