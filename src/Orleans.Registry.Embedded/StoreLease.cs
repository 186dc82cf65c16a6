using Microsoft.Extensions.Logging;

namespace Orleans.Registry.Embedded;

/// <summary>
/// This registry's claim on its store: taken, kept alive, given up at the end. Only an external store can be taken over by
/// somebody else; a claim on any other is never in doubt. Thread-safe once it is taken.
/// </summary>
internal sealed partial class StoreLease(
    IRegistryStore store, EmbeddedRegistryOptions options, TimeProvider time, ILogger logger, Action onLost) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private StoreClaim? _claim;
    private Task _renewing = Task.CompletedTask;
    private long _confirmedAt;
    private volatile bool _isTroubled;

    /// <summary>The token of the claim; none before it is taken.</summary>
    public FencingToken Token => _claim?.Token ?? FencingToken.None;

    /// <summary>
    /// How long ago nobody else can have written: zero while the claim is kept alive, else the time since the store last
    /// confirmed it.
    /// </summary>
    public TimeSpan Age => _isTroubled || IsInDoubt ? time.GetElapsedTime(Volatile.Read(ref _confirmedAt)) : TimeSpan.Zero;

    /// <summary>Whether the claim may have lapsed, so that another registry may have the store.</summary>
    public bool IsInDoubt
        => IsShared && _claim is { } claim && time.GetElapsedTime(Volatile.Read(ref _confirmedAt)) >= claim.Ttl;

    private bool IsShared => store.Durability == StoreDurability.External;

    /// <summary>
    /// Takes the store over unless another claim is alive, which is returned then; <c>null</c> when it is taken. A store of one
    /// process is always taken: who had it before has ended.
    /// </summary>
    public async ValueTask<StoreClaim?> TryTakeAsync(bool force, CancellationToken cancellationToken)
    {
        var asked = time.GetTimestamp();
        var claim = await store.ClaimAsync(options.Owner, options.ClaimTtl, force || !IsShared, cancellationToken).ConfigureAwait(false);
        if (claim.Owner != options.Owner)
        {
            return claim;
        }

        _claim = claim;
        Confirm(asked);
        return null;
    }

    /// <summary>Begins to keep the claim alive.</summary>
    public void Start()
    {
        if (IsShared)
        {
            using (ExecutionContext.SuppressFlow())
            {
                _renewing = Task.Run(() => RenewAsync(_claim!, _stopping.Token));
            }
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
            // Sooner after a failure, so that little time passes between the store's return and the registry's.
            await Task.Delay(_isTroubled ? claim.Ttl / 10 : claim.Ttl / 3, time, cancellationToken).ConfigureAwait(false);
            var asked = time.GetTimestamp();
            try
            {
                if (!await store.RenewClaimAsync(claim, cancellationToken).ConfigureAwait(false))
                {
                    onLost();
                    return;
                }

                Confirm(asked);
            }
            catch (Exception exception) when (exception is StoreUnavailableException or StoreCorruptException)
            {
                if (!_isTroubled)
                {
                    LogNotRenewed(logger, exception.Message);
                }

                _isTroubled = true;
            }
        }
    }

    // As of when it was asked for: the store may have counted from then on.
    private void Confirm(long asked)
    {
        Volatile.Write(ref _confirmedAt, asked);
        if (_isTroubled)
        {
            LogRenewedAgain(logger);
        }

        _isTroubled = false;
    }

    [LoggerMessage(220, LogLevel.Warning, "The claim on the store could not be renewed, which is tried again from now on: {Reason}")]
    private static partial void LogNotRenewed(ILogger logger, string reason);

    [LoggerMessage(221, LogLevel.Warning, "The claim on the store could not be given up: {Reason}")]
    private static partial void LogNotReleased(ILogger logger, string reason);

    [LoggerMessage(222, LogLevel.Information, "The claim on the store is renewed again.")]
    private static partial void LogRenewedAgain(ILogger logger);
}
