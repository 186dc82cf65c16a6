namespace Orleans.Registry.Embedded.Tests.Conformance;

/// <summary>Passes on to another store but does not dispose it: its registry may end, the data stays.</summary>
internal sealed class KeptStore(IRegistryStore store) : IRegistryStore
{
    public string Name => store.Name;

    public StoreDurability Durability => store.Durability;

    public ValueTask OpenAsync(CancellationToken cancellationToken) => store.OpenAsync(cancellationToken);

    public ValueTask<StoreClaim> ClaimAsync(string owner, TimeSpan ttl, bool force, CancellationToken cancellationToken)
        => store.ClaimAsync(owner, ttl, force, cancellationToken);

    public ValueTask<bool> RenewClaimAsync(StoreClaim claim, CancellationToken cancellationToken) => store.RenewClaimAsync(claim, cancellationToken);

    public ValueTask ReleaseClaimAsync(StoreClaim claim, CancellationToken cancellationToken) => store.ReleaseClaimAsync(claim, cancellationToken);

    public IAsyncEnumerable<ServiceImage> LoadAllAsync(CancellationToken cancellationToken) => store.LoadAllAsync(cancellationToken);

    public ValueTask<ServiceImage?> LoadAsync(ServiceName service, CancellationToken cancellationToken) => store.LoadAsync(service, cancellationToken);

    public ValueTask<AppendStatus> AppendAsync(ServiceAppend append, CancellationToken cancellationToken) => store.AppendAsync(append, cancellationToken);

    public ValueTask<HistoryPage?> ReadHistoryAsync(ServiceName service, Revision after, int limit, CancellationToken cancellationToken)
        => store.ReadHistoryAsync(service, after, limit, cancellationToken);

    public ValueTask<ServicePosition?> ReadPositionAsync(ServiceName service, CancellationToken cancellationToken)
        => store.ReadPositionAsync(service, cancellationToken);

    public void Attach(IServiceImageSource source) => store.Attach(source);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
