namespace Orleans.Registry.Client;

/// <summary>
/// One instance that this process registers and keeps alive. All members may be used from many threads at once.
/// </summary>
public interface IServiceRegistration
{
    /// <summary>Its id.</summary>
    InstanceId Id { get; }

    /// <summary>What is sent when it is registered, and sent again when the registry forgot it; follows updates.</summary>
    InstanceRegistration Registration { get; }

    /// <summary>Where it stands.</summary>
    RegistrationState State { get; }

    /// <summary>The record the registry acknowledged last; <c>null</c> before the first acknowledgement.</summary>
    ServiceInstance? Instance { get; }

    /// <summary>Why the last attempt did not work; <c>null</c> when it did.</summary>
    RegistryError? LastError { get; }

    /// <summary>When the registry last acknowledged the lease (UTC); <c>null</c> before it did.</summary>
    DateTimeOffset? LastRenewal { get; }

    /// <summary>Waits for the first acknowledgement, however long it takes.</summary>
    /// <exception cref="InvalidOperationException">It was removed or superseded before it was acknowledged.</exception>
    Task<ServiceInstance> WaitUntilRegisteredAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Reports health. Once a report has made the instance healthy, a registry that forgot it gets it back as healthy and not
    /// as starting.
    /// </summary>
    ValueTask<RegistryResult<MutationReceipt>> ReportHealthAsync(HealthReport report, CancellationToken cancellationToken = default);

    /// <summary>Changes weight, tags or metadata, here and in the registry, once the registry acknowledged it.</summary>
    ValueTask<RegistryResult<MutationReceipt>> UpdateAsync(InstanceUpdate update, CancellationToken cancellationToken = default);

    /// <summary>
    /// Drains it, waits a bounded time until no watcher routes there, and deregisters it. Failures are logged, not thrown: the
    /// lease ends by itself. Calling it again joins the removal that runs.
    /// </summary>
    Task RemoveAsync(CancellationToken cancellationToken = default);
}
