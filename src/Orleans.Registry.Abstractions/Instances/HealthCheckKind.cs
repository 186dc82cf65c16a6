namespace Orleans.Registry;

/// <summary>How a health check learns whether an instance is well.</summary>
public enum HealthCheckKind
{
    /// <summary>Not a kind; refused.</summary>
    None = 0,

    /// <summary>The instance (or a sidecar) reports by itself.</summary>
    Reported = 1,

    /// <summary>An HTTP request.</summary>
    Http = 2,

    /// <summary>A TCP connection.</summary>
    Tcp = 3,

    /// <summary>The gRPC health protocol.</summary>
    Grpc = 4,

    /// <summary>A program on the registry's machine.</summary>
    Script = 5,
}
