using Orleans.Concurrency;

namespace Orleans.Registry.Cluster;

/// <summary>
/// One instance; its key is the instance's id. It keeps the id unique in the whole registry, owns the lease and passes
/// everything else on to the owner of its service. Renewals are heard in memory; a grain timer ends the lease; one reminder
/// brings the grain back when its silo was lost.
/// </summary>
[Alias("Orleans.Registry.IInstanceGrain")]
public interface IInstanceGrain : IGrainWithStringKey
{
    /// <summary>Registers the instance or updates its details; starts its lease anew.</summary>
    [Alias("Register")]
    Task<RegistryResult<RegistrationReceipt>> RegisterAsync(InstanceRegistration registration, OperationId operationId);

    /// <summary>Renews the lease; writes nothing. <paramref name="incarnation"/> 0 renews for anyone.</summary>
    [Alias("Renew"), AlwaysInterleave]
    Task<RenewalOutcome> RenewAsync(ulong incarnation);

    /// <summary>Removes the instance.</summary>
    [Alias("Deregister")]
    Task<RegistryResult<MutationReceipt>> DeregisterAsync(RemovalReason reason, OperationId operationId);

    /// <summary>Takes a health report in; counts as a renewal.</summary>
    [Alias("ReportHealth")]
    Task<RegistryResult<MutationReceipt>> ReportHealthAsync(HealthReport report, OperationId operationId);

    /// <summary>Runs the checks of the instance now and answers what they found; renews nothing. Waits 25 s at most.</summary>
    [Alias("CheckNow"), AlwaysInterleave]
    Task<RegistryResult<HealthCheckAnswer>> CheckNowAsync();

    /// <summary>Changes weight, tags or metadata.</summary>
    [Alias("Update")]
    Task<RegistryResult<MutationReceipt>> UpdateAsync(InstanceUpdate update, OperationId operationId);

    /// <summary>Puts an operator's status over the instance.</summary>
    [Alias("SetOverride")]
    Task<RegistryResult<MutationReceipt>> SetOverrideAsync(OverrideRequest request, OperationId operationId);

    /// <summary>Clears an operator's status.</summary>
    [Alias("ClearOverride")]
    Task<RegistryResult<MutationReceipt>> ClearOverrideAsync(OperationId operationId);

    /// <summary>Begins to drain; <see cref="GetDrainAsync"/> tells how far it is.</summary>
    [Alias("Drain")]
    Task<RegistryResult<MutationReceipt>> DrainAsync(OperationId operationId);

    /// <summary>Takes a drain back.</summary>
    [Alias("Resume")]
    Task<RegistryResult<MutationReceipt>> ResumeAsync(OperationId operationId);

    /// <summary>How far the drain is, waiting at most <paramref name="wait"/> (10 s at most) for its end.</summary>
    [Alias("GetDrain"), AlwaysInterleave]
    Task<RegistryResult<DrainProgress>> GetDrainAsync(TimeSpan wait);

    /// <summary>Reads the instance and its lease. Waits at most 10 s for a revision: for more ask again.</summary>
    [Alias("Get"), AlwaysInterleave]
    Task<RegistryResult<InstanceAnswer>> GetAsync(ReadOptions? options);
}
