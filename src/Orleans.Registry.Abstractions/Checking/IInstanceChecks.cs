namespace Orleans.Registry;

/// <summary>
/// The running checks of one instance. All members may be called from any thread; <see cref="Update"/> in the order of the
/// instance's revisions, of which an older one is passed over.
/// </summary>
public interface IInstanceChecks : IDisposable
{
    /// <summary>
    /// Takes a newer record of the instance in: checks that are asked for as before go on, what they found is reported again
    /// where the record says otherwise, and everything begins anew for another process under the same id.
    /// </summary>
    void Update(ServiceInstance instance);

    /// <summary>
    /// Runs every check now, or waits for the run that is under way, and answers what each found. What was found counts as
    /// from any other run.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller gave up, or the checks have ended.</exception>
    Task<IReadOnlyList<HealthCheckResult>> RunNowAsync(CancellationToken cancellationToken);
}
