namespace Orleans.Registry.TestKit.Stores;

/// <summary>Passes on to another store but does not dispose it: its registry may end, the data stays.</summary>
public sealed class KeptStore(IRegistryStore store) : IRegistryStore
{
    /// <inheritdoc/>
    public string Name => store.Name;

    /// <inheritdoc/>
    public StoreDurability Durability => store.Durability;

    /// <inheritdoc/>
    public ValueTask OpenAsync(CancellationToken cancellationToken) => store.OpenAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<StoreClaim> ClaimAsync(string owner, TimeSpan ttl, bool force, CancellationToken cancellationToken)
        => store.ClaimAsync(owner, ttl, force, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> RenewClaimAsync(StoreClaim claim, CancellationToken cancellationToken) => store.RenewClaimAsync(claim, cancellationToken);

    /// <inheritdoc/>
    public ValueTask ReleaseClaimAsync(StoreClaim claim, CancellationToken cancellationToken) => store.ReleaseClaimAsync(claim, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ServiceImage> LoadAllAsync(CancellationToken cancellationToken) => store.LoadAllAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ServiceImage?> LoadAsync(ServiceName service, CancellationToken cancellationToken) => store.LoadAsync(service, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<AppendStatus> AppendAsync(ServiceAppend append, CancellationToken cancellationToken) => store.AppendAsync(append, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<HistoryPage?> ReadHistoryAsync(ServiceName service, Revision after, int limit, CancellationToken cancellationToken)
        => store.ReadHistoryAsync(service, after, limit, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ServicePosition?> ReadPositionAsync(ServiceName service, CancellationToken cancellationToken)
        => store.ReadPositionAsync(service, cancellationToken);

    /// <inheritdoc/>
    public void Attach(IServiceImageSource source) => store.Attach(source);

    /// <summary>Leaves the other store as it is.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
