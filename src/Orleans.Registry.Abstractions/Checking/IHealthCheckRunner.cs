namespace Orleans.Registry;

/// <summary>
/// Runs the active health checks of instances, for the engine that owns them. An engine without a runner refuses
/// registrations that ask for such checks. All members may be called from any thread.
/// </summary>
public interface IHealthCheckRunner
{
    /// <summary>
    /// Adds to a list what of the checks cannot be run here, under the name of its field (<c>healthChecks[0].kind</c>).
    /// </summary>
    void Validate(InstanceDetails details, ICollection<FieldError> errors);

    /// <summary>
    /// Begins to run the active checks of an instance, the first of each at some time within its interval. Checks that cannot
    /// be run here (see <see cref="Validate"/>) are left out and said so in the log.
    /// </summary>
    /// <param name="instance">The instance as it is recorded.</param>
    /// <param name="sink">Where it is reported that a check has changed its mind.</param>
    /// <returns>The running checks. Disposing it ends them, also those under way, and reports nothing more.</returns>
    IInstanceChecks Start(ServiceInstance instance, IHealthReportSink sink);
}
