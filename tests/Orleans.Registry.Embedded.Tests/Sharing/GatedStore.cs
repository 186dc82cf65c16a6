using System.Runtime.CompilerServices;

namespace Orleans.Registry.Embedded.Tests.Sharing;

/// <summary>Another store, which loads nothing before a gate is opened.</summary>
internal sealed class GatedStore(IRegistryStore store, Task gate) : IRegistryStore
{
    public string Name => store.Name;

    public StoreDurability Durability => store.Durability;

    public bool CanFollow => store.CanFollow;

    public ValueTask OpenAsync(CancellationToken cancellationToken) => store.OpenAsync(cancellationToken);

    public ValueTask<StoreClaim> ClaimAsync(string owner, TimeSpan ttl, bool force, CancellationToken cancellationToken)
        => store.ClaimAsync(owner, ttl, force, cancellationToken);

    public ValueTask<bool> RenewClaimAsync(StoreClaim claim, CancellationToken cancellationToken) => store.RenewClaimAsync(claim, cancellationToken);

    public ValueTask ReleaseClaimAsync(StoreClaim claim, CancellationToken cancellationToken) => store.ReleaseClaimAsync(claim, cancellationToken);

    public async IAsyncEnumerable<ServiceImage> LoadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        await foreach (var image in store.LoadAllAsync(cancellationToken))
        {
            yield return image;
        }
    }

    public ValueTask<ServiceImage?> LoadAsync(ServiceName service, CancellationToken cancellationToken) => store.LoadAsync(service, cancellationToken);

    public ValueTask<AppendStatus> AppendAsync(ServiceAppend append, CancellationToken cancellationToken) => store.AppendAsync(append, cancellationToken);

    public ValueTask<HistoryPage?> ReadHistoryAsync(ServiceName service, Revision after, int limit, CancellationToken cancellationToken)
        => store.ReadHistoryAsync(service, after, limit, cancellationToken);

    public ValueTask<StoreChanges> ReadChangesAsync(StoreMark? since, CancellationToken cancellationToken) => store.ReadChangesAsync(since, cancellationToken);

    public void Attach(IServiceImageSource source) => store.Attach(source);

    public ValueTask DisposeAsync() => store.DisposeAsync();
}
