namespace Orleans.Registry.Persistence.Etcd;

/// <summary>
/// Where etcd is and how the registry's store uses it. Read once, when the store is created. All faults are reported at once by
/// <see cref="EtcdRegistryStoreOptionsValidator"/>. Where an operation is not answered in time, the store throws
/// <see cref="StoreUnavailableException"/>; an append may take a few operations when it is large.
/// </summary>
public sealed class EtcdRegistryStoreOptions : EtcdConnectionOptions
{
    /// <summary>
    /// What all keys of this registry begin with; default <c>orleans-registry</c>. 1 to 256 characters without <c>:</c> (which
    /// ends the prefix in every key, so that no registry's keys lie inside another's) and without control characters.
    /// </summary>
    public string KeyPrefix { get; set; } = "orleans-registry";

    /// <summary>
    /// Changes kept in the log of each service; default 4096, 1 to 1,000,000. Lowering it takes effect service by service, with
    /// their next changes.
    /// </summary>
    public int LogCapacity { get; set; } = 4096;

    /// <summary>
    /// Operations etcd takes in one transaction: its <c>--max-txn-ops</c>; default 128 (etcd's default), 8 to 100,000. Appends
    /// that need more stay atomic and take several transactions.
    /// </summary>
    public int MaxOperationsPerTransaction { get; set; } = 128;

    /// <summary>
    /// Bytes of one request; default 1 MiB, 64 KiB to 64 MiB, below etcd's <c>--max-request-bytes</c> (1.5 MiB by default). A
    /// single change is not divided: a configuration of the largest legal size needs about 800 KiB.
    /// </summary>
    public int MaxRequestBytes { get; set; } = 1 << 20;

    /// <summary>How many reads a load of all services has under way at once; default 4, 1 to 64.</summary>
    public int LoadConcurrency { get; set; } = 4;

    /// <summary>For people: what is used, without secrets.</summary>
    public override string ToString() => Describe(KeyPrefix);
}
