namespace Orleans.Registry.Cluster;

/// <summary>What instance grains ask of the owner of their service: the same grain as <see cref="IServiceGrain"/>.</summary>
[Alias("Orleans.Registry.IServiceMutations")]
internal interface IServiceMutations : IGrainWithStringKey
{
    [Alias("Register")]
    Task<InstanceReply> RegisterAsync(InstanceRegistration registration, OperationId operationId);

    [Alias("Deregister")]
    Task<InstanceReply> DeregisterAsync(InstanceId id, RemovalReason reason, OperationId operationId);

    [Alias("Signal")]
    Task<InstanceReply> SignalAsync(InstanceId id, HealthReport report, OperationId operationId);

    /// <summary>A check that the registry runs has changed its mind about one process of an instance; renews nothing.</summary>
    [Alias("Check")]
    Task<InstanceReply> CheckAsync(InstanceId id, ulong incarnation, HealthReport report);

    [Alias("Update")]
    Task<InstanceReply> UpdateAsync(InstanceId id, InstanceUpdate update, OperationId operationId);

    [Alias("SetOverride")]
    Task<InstanceReply> SetOverrideAsync(InstanceId id, OverrideRequest request, OperationId operationId);

    [Alias("ClearOverride")]
    Task<InstanceReply> ClearOverrideAsync(InstanceId id, OperationId operationId);

    /// <summary>An instance whose removal was held back has been heard of again.</summary>
    [Alias("Recover")]
    Task<InstanceReply> RecoverAsync(InstanceId id);

    /// <summary>
    /// The lease of an instance has run out: remove it, or hold it. Does nothing to an instance that was registered after the
    /// one that the lease was for.
    /// </summary>
    [Alias("Expire")]
    Task<InstanceReply> ExpireAsync(InstanceId id, Revision created);

    /// <summary>What the service knows of an id.</summary>
    [Alias("Find")]
    Task<InstanceReply> FindAsync(InstanceId id);

    /// <summary>Reads one instance.</summary>
    [Alias("Read")]
    Task<RegistryResult<InstanceAnswer>> ReadAsync(InstanceId id, ReadOptions? options);
}
