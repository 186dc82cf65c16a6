namespace Orleans.Registry.Cluster;

/// <summary>
/// The store as one activation of a service grain sees it. In a cluster nobody claims the store as a whole: each service has
/// its writer, and the compare of revision and epoch tells one from another. So a conflict means here that another activation
/// has written (or that a write of this one, given up as lost, arrived after all): either way this activation no longer knows
/// what is true, stores nothing and ends, as one that was fenced does.
/// </summary>
internal sealed class SingleWriterStore(IRegistryStore store) : IRegistryStore
{
    public string Name => store.Name;

    public StoreDurability Durability => store.Durability;

    public async ValueTask<AppendStatus> AppendAsync(ServiceAppend append, CancellationToken cancellationToken)
        => await store.AppendAsync(append, cancellationToken) is var status && status == AppendStatus.RevisionConflict ? AppendStatus.Fenced : status;

    public ValueTask<ServiceImage?> LoadAsync(ServiceName service, CancellationToken cancellationToken) => store.LoadAsync(service, cancellationToken);

    public IAsyncEnumerable<ServiceName> ListAsync(CancellationToken cancellationToken) => store.ListAsync(cancellationToken);

    public IAsyncEnumerable<ServiceImage> LoadAllAsync(CancellationToken cancellationToken) => store.LoadAllAsync(cancellationToken);

    public ValueTask<HistoryPage?> ReadHistoryAsync(ServiceName service, Revision after, int limit, CancellationToken cancellationToken)
        => store.ReadHistoryAsync(service, after, limit, cancellationToken);

    public ValueTask<ServicePosition?> ReadPositionAsync(ServiceName service, CancellationToken cancellationToken)
        => store.ReadPositionAsync(service, cancellationToken);

    public ValueTask OpenAsync(CancellationToken cancellationToken) => store.OpenAsync(cancellationToken);

    public ValueTask<StoreClaim> ClaimAsync(string owner, TimeSpan ttl, bool force, CancellationToken cancellationToken)
        => store.ClaimAsync(owner, ttl, force, cancellationToken);

    public ValueTask<bool> RenewClaimAsync(StoreClaim claim, CancellationToken cancellationToken) => store.RenewClaimAsync(claim, cancellationToken);

    public ValueTask ReleaseClaimAsync(StoreClaim claim, CancellationToken cancellationToken) => store.ReleaseClaimAsync(claim, cancellationToken);

    public void Attach(IServiceImageSource source) => store.Attach(source);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
