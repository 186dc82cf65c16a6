namespace Orleans.Registry.Persistence.Etcd;

/// <summary>
/// Where etcd is and how it is used. Read once, when the store is created. All faults are reported at once by
/// <see cref="EtcdRegistryStoreOptionsValidator"/>.
/// </summary>
public sealed class EtcdRegistryStoreOptions
{
    /// <summary>
    /// Addresses of the members' client doors, <c>http://host:port</c> or <c>https://host:port</c>, all of one kind; default
    /// <c>http://127.0.0.1:2379</c> when empty. They are used one at a time: the next when the present one does not answer.
    /// </summary>
    public IList<string> Endpoints { get; } = [];

    /// <summary>
    /// What all keys of this registry begin with; default <c>orleans-registry</c>. 1 to 256 characters without <c>:</c> (which
    /// ends the prefix in every key, so that no registry's keys lie inside another's) and without control characters.
    /// </summary>
    public string KeyPrefix { get; set; } = "orleans-registry";

    /// <summary>User to log in as; default <c>null</c>: no login. Needs <see cref="Password"/>.</summary>
    public string? UserName { get; set; }

    /// <summary>Password of <see cref="UserName"/>. Never logged.</summary>
    public string? Password { get; set; }

    /// <summary>
    /// PEM file with the certificates that sign the members' certificates; default <c>null</c>: those the machine trusts.
    /// </summary>
    public string? TrustedCertificatesFile { get; set; }

    /// <summary>PEM file with the client's own certificate; default <c>null</c>: none. Needs <see cref="ClientKeyFile"/>.</summary>
    public string? ClientCertificateFile { get; set; }

    /// <summary>PEM file with the unencrypted private key of <see cref="ClientCertificateFile"/>.</summary>
    public string? ClientKeyFile { get; set; }

    /// <summary>
    /// How long one attempt at one member may take before the next is tried; default 2 s, 50 ms to 5 min, at most
    /// <see cref="OperationTimeout"/>.
    /// </summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long one operation may take in all before it fails with <see cref="StoreUnavailableException"/>; default 6 s, 50 ms
    /// to 30 min. An append may take a few operations when it is large.
    /// </summary>
    public TimeSpan OperationTimeout { get; set; } = TimeSpan.FromSeconds(6);

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
    public override string ToString()
        => $"etcd at {string.Join(", ", Endpoints.Select(Shown))}, keys under '{KeyPrefix}', user {UserName ?? "none"}";

    // An address that is not valid may hold a password.
    private static string Shown(string endpoint)
        => Uri.TryCreate(endpoint, UriKind.Absolute, out var address) ? $"{address.Scheme}://{address.Authority}" : "(no address)";
}
