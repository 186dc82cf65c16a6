namespace Orleans.Registry.Client;

/// <content>Watches.</content>
public sealed partial class HttpServiceRegistry
{
    /// <inheritdoc/>
    /// <remarks>
    /// The stream outlives the connection: it is resumed from what is held, so nothing is missed or repeated, and silence
    /// longer than the heartbeat interval means that the registry is not heard. It completes when this client is disposed. A
    /// process watches at most 10,000 services over the connection that all its watches share, and is one watcher there, under
    /// <see cref="ServiceRegistryClientOptions.WatcherName"/>; a request with a <see cref="WatchRequest.WatcherName"/> of its own
    /// is a watcher of its own and has a connection of its own.
    /// </remarks>
    public IAsyncEnumerable<WatchEvent> WatchAsync(WatchRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _watches.WatchAsync(request, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<RegistryResult<bool>> ConfirmAsync(
        string watcherId, ServiceName service, ServicePosition position, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(watcherId);
        return await _watches.TryConfirmAsync(watcherId, service, position, cancellationToken).ConfigureAwait(false)
            ?? new RegistryError(RegistryErrorCode.WatcherNotFound, $"No watcher of that id watches '{service}' in this process.");
    }
}
