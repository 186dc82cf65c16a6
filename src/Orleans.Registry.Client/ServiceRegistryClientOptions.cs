namespace Orleans.Registry.Client;

/// <summary>How this process reaches its registry. Can be bound to a configuration section. Validated when the host starts.</summary>
public sealed class ServiceRegistryClientOptions
{
    /// <summary>
    /// Base addresses of the registry, <c>http</c> or <c>https</c>, in the order in which they are tried; the one that answers
    /// is kept. Empty (default) for <c>http://127.0.0.1:8500</c>. At most 16.
    /// </summary>
    public IList<Uri> Addresses { get; } = [];

    /// <summary>How long connecting may take. Default 2 s; 10 ms to 1 min.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long one attempt of a call may take, beside the time that the call itself asks the registry to wait. Default 10 s;
    /// 10 ms to 5 min.
    /// </summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How often a call is tried when the registry cannot be reached, sheds load or has no store. All attempts of a mutation
    /// carry one operation id, so it is never applied twice. Default 4; 1 to 20.
    /// </summary>
    public int MaxAttempts { get; set; } = 4;

    /// <summary>Pause before the second attempt; doubles to <see cref="MaxRetryDelay"/>. Default 100 ms; 1 ms to 1 min.</summary>
    public TimeSpan FirstRetryDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest pause between two attempts of a call, and to reconnect the watches. Default 2 s; 1 ms to 1 min.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Who watches, for the people who look at a drain that waits. Empty (default) for the program's name, its machine and its
    /// process number. At most 128 characters.
    /// </summary>
    public string WatcherName { get; set; } = string.Empty;

    /// <summary>
    /// How often the registry shows on the watch connection that it lives. After three times as much silence the connection is
    /// given up and made anew. Default 5 s; 100 ms to 5 min.
    /// </summary>
    public TimeSpan WatchHeartbeat { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a new watch waits for others to come along before the connection is made anew for all of them. Default 20 ms;
    /// 0 to 10 s.
    /// </summary>
    public TimeSpan WatchGatherTime { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Changes of a service that are kept for slow readers in this process before they must be asked for again. Default 1024;
    /// 16 to 1,000,000.
    /// </summary>
    public int WatchBacklog { get; set; } = 1024;

    /// <summary>
    /// Sets up the handler that connects, for certificates and proxies. Called once, before anything is sent;
    /// <c>null</c> (default) to leave it as it is.
    /// </summary>
    public Action<SocketsHttpHandler>? ConfigureHandler { get; set; }
}
