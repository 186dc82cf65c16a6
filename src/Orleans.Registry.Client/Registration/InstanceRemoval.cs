using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Orleans.Registry.Client;

/// <summary>Takes one instance out so that no caller notices: drain, wait for the watchers, linger, deregister.</summary>
internal sealed partial class InstanceRemoval(
    IServiceRegistry registry, IOptions<ServiceRegistrarOptions> options, TimeProvider timeProvider, ILogger<InstanceRemoval> logger)
{
    public async Task RunAsync(RegistrationEntry entry, CancellationToken cancellationToken)
    {
        if (entry.BeginDrain() && await IsOursAsync(entry, cancellationToken).ConfigureAwait(false))
        {
            await DrainAsync(entry, cancellationToken).ConfigureAwait(false);
            await DeregisterAsync(entry, cancellationToken).ConfigureAwait(false);
        }

        entry.Removed();
    }

    // Draining and deregistering name only the id. A renewal names the incarnation too, so it tells whether another process
    // has the id by now, whose registration must stay, and whether a registration whose answer was lost is there all the same.
    private async Task<bool> IsOursAsync(RegistrationEntry entry, CancellationToken cancellationToken)
    {
        Renewal[] wish = [new(entry.Id, entry.Registration.Incarnation)];
        var result = await CallAsync(token => registry.RenewAsync(wish, token), options.Value.CallTimeout, cancellationToken).ConfigureAwait(false);
        if (!result.IsSuccess)
        {
            entry.Fail(result.Error, refused: false);
            LogNoGoodbye(entry.Id, result.Error.Code, result.Error.Message);
            return false;
        }

        if (result.Value[0] == RenewalOutcome.Superseded)
        {
            entry.Supersede();
            LogSupersededAtStop(entry.Id);
            return false;
        }

        return result.Value[0] == RenewalOutcome.Renewed;
    }

    private async Task DrainAsync(RegistrationEntry entry, CancellationToken cancellationToken)
    {
        var wait = options.Value.DrainWait;
        var operation = OperationId.NewId();
        var result = await CallAsync(
            token => registry.DrainAsync(entry.Id, wait, operation, token), wait + options.Value.CallTimeout, cancellationToken).ConfigureAwait(false);
        if (!result.IsSuccess)
        {
            entry.Fail(result.Error, refused: false);
            LogNotDrained(entry.Id, result.Error.Code, result.Error.Message);
            return;
        }

        if (result.Value.IsComplete)
        {
            LogDrained(entry.Id, result.Value.Confirmed, result.Value.Position.Revision);
        }
        else
        {
            LogDrainLate(entry.Id, wait.TotalSeconds, string.Join(", ", result.Value.Late));
        }

        await Task.Delay(options.Value.DrainLinger, timeProvider, cancellationToken).ConfigureAwait(false);
    }

    private async Task DeregisterAsync(RegistrationEntry entry, CancellationToken cancellationToken)
    {
        var operation = OperationId.NewId();
        var result = await CallAsync(
            token => registry.DeregisterAsync(entry.Id, RemovalReason.Deregistered, operation, token), options.Value.CallTimeout, cancellationToken)
            .ConfigureAwait(false);
        if (result.IsSuccess || result.Error.Code == RegistryErrorCode.InstanceNotFound)
        {
            LogDeregistered(entry.Id);
        }
        else
        {
            entry.Fail(result.Error, refused: false);
            LogNoGoodbye(entry.Id, result.Error.Code, result.Error.Message);
        }
    }

    private Task<RegistryResult<T>> CallAsync<T>(
        Func<CancellationToken, ValueTask<RegistryResult<T>>> call, TimeSpan timeout, CancellationToken cancellationToken)
        => BoundedCall.RunAsync(call, timeout, timeProvider, cancellationToken);
}
