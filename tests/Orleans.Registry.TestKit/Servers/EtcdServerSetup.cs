namespace Orleans.Registry.TestKit.Servers;

/// <summary>How an <see cref="EtcdServer"/> is started.</summary>
public sealed record EtcdServerSetup
{
    /// <summary>The member's name. Default <c>test</c>.</summary>
    public string Name { get; init; } = "test";

    /// <summary>The port for other members; 0 (default) for any.</summary>
    public int PeerPort { get; init; }

    /// <summary>All members as <c>name=http://127.0.0.1:port,...</c>; empty (default) for this one alone.</summary>
    public string InitialCluster { get; init; } = string.Empty;

    /// <summary>PEM file with the certificate of the client door; empty (default) for plain http.</summary>
    public string CertificateFile { get; init; } = string.Empty;

    /// <summary>PEM file with the key of <see cref="CertificateFile"/>.</summary>
    public string KeyFile { get; init; } = string.Empty;

    /// <summary>PEM file of the authority that must have signed every client's certificate; empty (default) to ask for none.</summary>
    public string ClientAuthorityFile { get; init; } = string.Empty;

    /// <summary>Further arguments of its command line.</summary>
    public IReadOnlyList<string> ExtraArguments { get; init; } = [];
}
