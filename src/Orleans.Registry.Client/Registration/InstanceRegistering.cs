using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Orleans.Registry.Client;

/// <summary>Tries one registration until it is acknowledged, superseded or on its way out.</summary>
internal sealed partial class InstanceRegistering(
    IServiceRegistry registry, IOptions<ServiceRegistrarOptions> options, TimeProvider timeProvider, ILogger<InstanceRegistering> logger, ClientRandom random)
    : IDisposable
{
    // A process with thousands of registrations must not hit a registry that just came back with all of them at once.
    private readonly SemaphoreSlim _slots = new(16);

    /// <returns>Whether it is registered now.</returns>
    public async Task<bool> RunAsync(RegistrationEntry entry, CancellationToken cancellationToken)
    {
        var failures = 0;
        while (entry.State is RegistrationState.Registering or RegistrationState.Refused)
        {
            var error = await TryOnceAsync(entry, cancellationToken).ConfigureAwait(false);
            if (error is null)
            {
                return true;
            }

            failures++;
            var refused = IsRefusal(error.Code);
            if (entry.Fail(error, refused))
            {
                LogNotRegistered(entry.Id, entry.Registration.Service, error.Code, Describe(error));
            }

            var pause = Pause(error, refused, failures);
            await Task.Delay(pause, timeProvider, cancellationToken).ConfigureAwait(false);
        }

        return false;
    }

    public void Dispose() => _slots.Dispose();

    private async Task<RegistryError?> TryOnceAsync(RegistrationEntry entry, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var (registration, operation) = entry.NextAttempt();
            var result = await BoundedCall.RunAsync(
                token => registry.RegisterAsync(registration, operation, token), options.Value.CallTimeout, timeProvider, cancellationToken)
                .ConfigureAwait(false);
            if (!result.IsSuccess)
            {
                return result.Error;
            }

            entry.Acknowledge(result.Value, timeProvider.GetUtcNow());
            LogRegistered(entry.Id, registration.Service, registration.Details.Address, registration.Details.Port, result.Value.Position.Revision);
            return null;
        }
        finally
        {
            _slots.Release();
        }
    }

    private TimeSpan Pause(RegistryError error, bool refused, int failures)
    {
        var settings = options.Value;
        var pause = refused
            ? new Backoff(settings.RefusedRetryDelay, settings.RefusedRetryDelay).Delay(1, random.Next())
            : new Backoff(settings.FirstRetryDelay, settings.MaxRetryDelay).Delay(failures, random.Next());
        return error.RetryAfter is { } asked && asked > pause && asked <= settings.RefusedRetryDelay ? asked : pause;
    }

    // What another try of the same request will not change soon. The rest are troubles of the moment.
    private static bool IsRefusal(RegistryErrorCode code) => code is
        RegistryErrorCode.InvalidRequest or RegistryErrorCode.InstanceIdInUse or RegistryErrorCode.LimitExceeded
        or RegistryErrorCode.OperationIdReused or RegistryErrorCode.InvalidTransition;

    private static string Describe(RegistryError error)
        => error.Fields.Count == 0 ? error.Message : $"{error.Message} ({string.Join("; ", error.Fields.Select(static f => $"{f.Field} {f.Message}"))})";
}
