using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Orleans.Registry.Client;

/// <summary>Renews the leases of everything this process registered, all with one call, for as long as it runs.</summary>
internal sealed partial class LeaseRenewing(
    IServiceRegistry registry, IOptions<ServiceRegistrarOptions> options, TimeProvider timeProvider, ILogger<LeaseRenewing> logger, ClientRandom random)
{
    // The most that one call may carry (see IServiceRegistry.RenewAsync).
    private const int MaxBatch = 10_000;

    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromMilliseconds(250);

    // Timers count whole milliseconds; sleeping for less would spin.
    private static readonly TimeSpan TimerGrain = TimeSpan.FromMilliseconds(1);

    private readonly WakeSignal _wake = new(timeProvider);
    private long? _failingSince;
    private int _failures;

    /// <summary>Says that a lease was added, which may be due before the next renewal was planned.</summary>
    public void LeaseAdded() => _wake.Set();

    /// <param name="entries">What is registered at a moment.</param>
    /// <param name="forgotten">Called for what the registry does not know any more.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(Func<IReadOnlyList<RegistrationEntry>> entries, Action<RegistrationEntry> forgotten, CancellationToken cancellationToken)
    {
        var start = timeProvider.GetTimestamp();
        TimeSpan? due = null;
        while (true)
        {
            var leased = entries().Where(static e => e.IsLeased).ToList();
            var now = timeProvider.GetElapsedTime(start);
            due = Earlier(due, now, leased);
            if (due is null || due - now > TimerGrain)
            {
                await _wake.WaitAsync(due - now ?? Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
                continue;
            }

            var ok = await RenewAllAsync(leased, forgotten, cancellationToken).ConfigureAwait(false);
            due = ok ? null : timeProvider.GetElapsedTime(start) + RetryPause();
        }
    }

    private async Task<bool> RenewAllAsync(List<RegistrationEntry> leased, Action<RegistrationEntry> forgotten, CancellationToken cancellationToken)
    {
        var ok = true;
        foreach (var batch in leased.Chunk(MaxBatch))
        {
            var wishes = Array.ConvertAll(batch, static e => new Renewal(e.Id, e.Registration.Incarnation));
            var result = await BoundedCall.RunAsync(
                token => registry.RenewAsync(wishes, token), CallTimeout(leased), timeProvider, cancellationToken).ConfigureAwait(false);
            if (result.IsSuccess)
            {
                ok &= TakeIn(batch, result.Value, forgotten);
            }
            else
            {
                Failed(batch, result.Error);
                ok = false;
            }
        }

        if (ok)
        {
            Worked();
        }

        return ok;
    }

    private bool TakeIn(RegistrationEntry[] batch, IReadOnlyList<RenewalOutcome> outcomes, Action<RegistrationEntry> forgotten)
    {
        var ok = outcomes.Count == batch.Length;
        if (!ok)
        {
            Failed(batch, new RegistryError(RegistryErrorCode.Internal, $"{outcomes.Count} outcomes for {batch.Length} renewals"));
            return false;
        }

        var now = timeProvider.GetUtcNow();
        var notReady = 0;
        for (var i = 0; i < batch.Length; i++)
        {
            switch (outcomes[i])
            {
                case RenewalOutcome.Renewed:
                    batch[i].Renewed(now);
                    break;
                case RenewalOutcome.Unknown when batch[i].Forgotten():
                    LogForgotten(batch[i].Id);
                    forgotten(batch[i]);
                    break;
                case RenewalOutcome.Superseded:
                    batch[i].Supersede();
                    LogSuperseded(batch[i].Id);
                    break;
                case RenewalOutcome.NotReady:
                    notReady++;
                    break;
                default:
                    break;
            }
        }

        if (notReady > 0)
        {
            Failed(batch, new RegistryError(RegistryErrorCode.NotReady, $"the registry cannot tell yet about {notReady} of {batch.Length} leases"));
        }

        return notReady == 0;
    }

    private void Failed(RegistrationEntry[] batch, RegistryError error)
    {
        _failures++;
        if (_failingSince is null)
        {
            _failingSince = timeProvider.GetTimestamp();
            LogRenewalsFail(batch.Length, error.Code, error.Message);
        }

        foreach (var entry in batch)
        {
            entry.Fail(error, refused: false);
        }
    }

    private void Worked()
    {
        if (_failingSince is { } since)
        {
            LogRenewalsWork(timeProvider.GetElapsedTime(since).TotalSeconds);
        }

        _failingSince = null;
        _failures = 0;
    }

    // What is planned, or sooner when a lease came that runs out sooner.
    private TimeSpan? Earlier(TimeSpan? due, TimeSpan now, List<RegistrationEntry> leased)
    {
        if (ShortestTtl(leased) is not { } ttl)
        {
            return null;
        }

        var latest = now + (ttl / options.Value.RenewalsPerTtl * (1 - (random.Next() / 6)));
        return due < latest ? due : latest;
    }

    private TimeSpan CallTimeout(List<RegistrationEntry> leased)
    {
        var pause = ShortestTtl(leased) / options.Value.RenewalsPerTtl ?? options.Value.CallTimeout;
        var limit = pause < ShortestTimeout ? ShortestTimeout : pause;
        return limit < options.Value.CallTimeout ? limit : options.Value.CallTimeout;
    }

    private TimeSpan RetryPause()
        => new Backoff(options.Value.FirstRetryDelay, options.Value.MaxRetryDelay).Delay(_failures, random.Next());

    private static TimeSpan? ShortestTtl(List<RegistrationEntry> leased)
        => leased.Count == 0 ? null : leased.Min(static e => e.Ttl) is var ttl && ttl > TimeSpan.Zero ? ttl : ServicePolicy.Default.DefaultTtl;
}
