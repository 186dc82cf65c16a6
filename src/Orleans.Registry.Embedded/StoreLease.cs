using Microsoft.Extensions.Logging;

namespace Orleans.Registry.Embedded;

/// <summary>This registry's claim on its store: taken at start, kept alive, given up at the end.</summary>
internal sealed partial class StoreLease(
    IRegistryStore store, EmbeddedRegistryOptions options, TimeProvider time, ILogger logger, Action onLost) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private StoreClaim? _claim;
    private Task _renewing = Task.CompletedTask;

    /// <summary>The token of the claim; none before it is taken.</summary>
    public FencingToken Token => _claim?.Token ?? FencingToken.None;

    /// <summary>Takes the store over, also from a registry that still lives: the newest one started wins, the other is fenced.</summary>
    public async ValueTask TakeAsync(CancellationToken cancellationToken)
        => _claim = await store.ClaimAsync(options.Owner, options.ClaimTtl, force: true, cancellationToken).ConfigureAwait(false);

    /// <summary>Begins to keep the claim alive. Only an external store can be taken over by somebody else.</summary>
    public void Start()
    {
        if (store.Durability == StoreDurability.External)
        {
            _renewing = RenewAsync(_claim!, _stopping.Token);
        }
    }

    public async ValueTask ReleaseAsync(CancellationToken cancellationToken)
    {
        await StopAsync().ConfigureAwait(false);
        if (_claim is { } claim)
        {
            try
            {
                await store.ReleaseClaimAsync(claim, cancellationToken).ConfigureAwait(false);
            }
            catch (StoreUnavailableException exception)
            {
                // It lapses by itself; a standby only waits a little longer.
                LogNotReleased(logger, exception.Message);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task StopAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RenewAsync(StoreClaim claim, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(options.ClaimTtl / 3, time, cancellationToken).ConfigureAwait(false);
            try
            {
                if (!await store.RenewClaimAsync(claim, cancellationToken).ConfigureAwait(false))
                {
                    onLost();
                    return;
                }
            }
            catch (StoreUnavailableException exception)
            {
                LogNotRenewed(logger, exception.Message);
            }
        }
    }

    [LoggerMessage(220, LogLevel.Warning, "The claim on the store could not be renewed: {Reason}")]
    private static partial void LogNotRenewed(ILogger logger, string reason);

    [LoggerMessage(221, LogLevel.Warning, "The claim on the store could not be given up: {Reason}")]
    private static partial void LogNotReleased(ILogger logger, string reason);
}
