namespace Orleans.Registry.Persistence.Redis;

/// <summary>Where the Redis server is, how to log in, and how records are kept. Read once, when the store is created.</summary>
public sealed class RedisRegistryStoreOptions
{
    /// <summary>
    /// Servers and settings in the notation of StackExchange.Redis: <c>host:port</c>, several of them joined by commas (the nodes
    /// of one cluster, or a primary and its replicas), then settings as <c>name=value</c>. Default <c>localhost:6379</c>. The
    /// properties of this class win over settings in it. It may hold a password, so it is never logged.
    /// </summary>
    public string ConnectionString { get; set; } = "localhost:6379";

    /// <summary>The user to log in as; empty (default) for the server's default user.</summary>
    public string User { get; set; } = string.Empty;

    /// <summary>The password; empty (default) for the one in the connection string, or none.</summary>
    public string Password { get; set; } = string.Empty;

    /// <summary>Number of the database, 0 or more; <c>null</c> (default) for the one in the connection string, or 0. A cluster has only 0.</summary>
    public int? Database { get; set; }

    /// <summary>Whether to speak TLS. Default false, which leaves it to the connection string.</summary>
    public bool UseTls { get; set; }

    /// <summary>The name the server's certificate must have; empty (default) for the host connected to.</summary>
    public string TlsServerName { get; set; } = string.Empty;

    /// <summary>
    /// A PEM file with the certificate authorities to trust instead of the machine's; empty (default) for the machine's.
    /// </summary>
    public string CertificateAuthorityFile { get; set; } = string.Empty;

    /// <summary>
    /// A PEM file with the certificate to show to the server, with TLS; empty (default) for none. Needs
    /// <see cref="ClientKeyFile"/>.
    /// </summary>
    public string ClientCertificateFile { get; set; } = string.Empty;

    /// <summary>A PEM file with the unencrypted private key of <see cref="ClientCertificateFile"/>; empty (default) for none.</summary>
    public string ClientKeyFile { get; set; } = string.Empty;

    /// <summary>
    /// What all keys begin with, so that several registries share a server. Default <c>registry</c>; 1 to 64 characters out of
    /// letters, digits, <c>. _ - :</c>.
    /// </summary>
    public string KeyPrefix { get; set; } = "registry";

    /// <summary>
    /// Hash slots that services are spread over; each shard lies in one slot of a cluster. Default 64; 1 to 1024. Fixed by the
    /// first store that opens the data: later ones use what they find.
    /// </summary>
    public int Shards { get; set; } = 64;

    /// <summary>Changes kept in the log of each service. Default 4096; 1 to 1,000,000.</summary>
    public int LogCapacity { get; set; } = 4096;

    /// <summary>Versions kept of each policy and configuration. Default 32; 1 to 1000.</summary>
    public int KeptVersions { get; set; } = 32;

    /// <summary>How long one attempt to connect may take; opening the store tries for about three times as long. Default 5 s; 100 ms to 1 min.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long to wait for the answer to one command before its outcome counts as unknown
    /// (<see cref="StoreUnavailableException"/>). Default 5 s; 100 ms to 5 min.
    /// </summary>
    public TimeSpan OperationTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Longest pause between two attempts to reconnect; the pauses grow up to it. Default 5 s; 100 ms to 5 min.
    /// </summary>
    public TimeSpan MaxReconnectDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Records asked for at once when a service is loaded, so that no reply holds the server up. Default 1000; 10 to 100,000.</summary>
    public int LoadSlice { get; set; } = 1000;

    /// <summary>Services loaded at the same time when the registry starts. Default 32; 1 to 1024.</summary>
    public int LoadConcurrency { get; set; } = 32;

    /// <summary>The options for people, without password and connection string.</summary>
    public override string ToString() => RedisConnectionText.Describe(this);
}
