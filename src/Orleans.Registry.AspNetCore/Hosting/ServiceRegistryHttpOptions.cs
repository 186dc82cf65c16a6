namespace Orleans.Registry.AspNetCore;

/// <summary>Limits of the registry's HTTP door.</summary>
public sealed class ServiceRegistryHttpOptions
{
    /// <summary>Largest request body in bytes; a larger one is answered 413. Default 1 MiB; 1 KiB to 64 MiB.</summary>
    public int MaxBodyBytes { get; set; } = 1024 * 1024;

    /// <summary>
    /// How long a watch waits for a reader that takes nothing before it aborts the connection. Default 60 s; 1 s to 1 h. What
    /// such a reader costs until then is its socket's buffers.
    /// </summary>
    public TimeSpan WatchStallTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest wait of a long poll; a longer one is cut to it. Default 5 min; 1 s to 1 h.</summary>
    public TimeSpan MaxLongPollWait { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// What answers kept for further readers may take together, in bytes. Default 64 MiB; 0 (keep none) to 16 GiB. An answer
    /// that is larger by itself is made for each read.
    /// </summary>
    public long MaxCachedAnswerBytes { get; set; } = 64L * 1024 * 1024;

    /// <summary>Whether the OpenAPI document is served. Default true.</summary>
    public bool ServeOpenApi { get; set; } = true;
}
