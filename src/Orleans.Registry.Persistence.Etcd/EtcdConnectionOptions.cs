namespace Orleans.Registry.Persistence.Etcd;

/// <summary>
/// Where etcd is and how it is reached: what everything that keeps data in etcd has in common. Read once, by the object that is
/// created with it.
/// </summary>
public abstract class EtcdConnectionOptions
{
    private protected EtcdConnectionOptions()
    {
    }

    /// <summary>
    /// Addresses of the members' client doors, <c>http://host:port</c> or <c>https://host:port</c>, all of one kind; default
    /// <c>http://127.0.0.1:2379</c> when empty. They are used one at a time: the next when the present one does not answer.
    /// </summary>
    public IList<string> Endpoints { get; } = [];

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
    /// How long one attempt at one member, and the making of a connection to it, may take before the next member is tried;
    /// default 2 s, 50 ms to 5 min, at most <see cref="OperationTimeout"/>. Where there is one member only, an answer is waited
    /// for as long as the operation may take.
    /// </summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long one operation may take in all, with all its attempts, before it fails; default 6 s, 50 ms to 30 min.
    /// </summary>
    public TimeSpan OperationTimeout { get; set; } = TimeSpan.FromSeconds(6);

    /// <summary>For people: what is used, without secrets.</summary>
    private protected string Describe(string keyPrefix)
        => $"etcd at {string.Join(", ", Endpoints.Select(Shown))}, keys under '{keyPrefix}', user {UserName ?? "none"}";

    // An address that is not valid may hold a password.
    private static string Shown(string endpoint)
        => Uri.TryCreate(endpoint, UriKind.Absolute, out var address) ? $"{address.Scheme}://{address.Authority}" : "(no address)";
}
