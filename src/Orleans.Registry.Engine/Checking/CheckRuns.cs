namespace Orleans.Registry.Engine;

/// <summary>Runs checks on demand: the same in every host.</summary>
public static class CheckRuns
{
    /// <summary>How long somebody waits at most. Longer than most checks may take, and shorter than a call between silos.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(25);

    /// <summary>Runs the checks of an instance now; runs that are under way are waited for.</summary>
    /// <param name="id">The instance, for messages.</param>
    /// <param name="checks">Its running checks; <c>null</c> for none.</param>
    /// <param name="time">The clock that the wait is measured by.</param>
    /// <param name="cancellationToken">Gives up waiting; the runs go on.</param>
    public static async Task<RegistryResult<IReadOnlyList<HealthCheckResult>>> RunNowAsync(
        InstanceId id, IInstanceChecks? checks, TimeProvider time, CancellationToken cancellationToken)
    {
        if (checks is null)
        {
            return RegistryResult.Success<IReadOnlyList<HealthCheckResult>>([]);
        }

        try
        {
            return RegistryResult.Success(await checks.RunNowAsync(cancellationToken).WaitAsync(MaxWait, time, cancellationToken));
        }
        catch (TimeoutException)
        {
            return new RegistryError(RegistryErrorCode.Overloaded, $"Checks of instance '{id}' are still under way; ask again.")
            {
                RetryAfter = TimeSpan.FromSeconds(1),
            };
        }
        catch (Exception exception) when (exception is ObjectDisposedException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return new RegistryError(RegistryErrorCode.NotReady, $"The checks of instance '{id}' ended while they ran; ask again.")
            {
                RetryAfter = TimeSpan.FromSeconds(1),
            };
        }
    }
}
