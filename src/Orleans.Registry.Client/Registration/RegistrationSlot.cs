namespace Orleans.Registry.Client;

/// <summary>A registration and the work that is going on for it: one piece at a time, until it is ended.</summary>
internal sealed class RegistrationSlot(RegistrationEntry entry, CancellationToken processStops) : IDisposable
{
    private readonly CancellationTokenSource _ended = CancellationTokenSource.CreateLinkedTokenSource(processStops);
    private Task _work = Task.CompletedTask;

    public RegistrationEntry Entry => entry;

    /// <summary>Runs work after the work before it. Callers take turns.</summary>
    public void Run(Func<CancellationToken, Task> work)
    {
        var before = _work;
        _work = Task.Run(
            async () =>
            {
                await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await work(_ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            },
            CancellationToken.None);
    }

    public async Task EndAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _ended.Dispose();
}
