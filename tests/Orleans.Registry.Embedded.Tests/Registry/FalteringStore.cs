using System.Runtime.CompilerServices;

namespace Orleans.Registry.Embedded.Tests.Registry;

/// <summary>Another store, made external, whose first calls at a start fail: opening, claiming, and loading in the middle.</summary>
internal sealed class FalteringStore(IRegistryStore store, int opens, int claims, int loads) : IRegistryStore
{
    private int _opens = opens;
    private int _claims = claims;
    private int _loads = loads;

    public string Name => "faltering";

    public StoreDurability Durability => StoreDurability.External;

    public int FailuresLeft => _opens + _claims + _loads;

    public ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        Falter(ref _opens);
        return store.OpenAsync(cancellationToken);
    }

    public ValueTask<StoreClaim> ClaimAsync(string owner, TimeSpan ttl, bool force, CancellationToken cancellationToken)
    {
        Falter(ref _claims);
        return store.ClaimAsync(owner, ttl, force: true, cancellationToken);
    }

    public async IAsyncEnumerable<ServiceImage> LoadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var given = 0;
        await foreach (var image in store.LoadAllAsync(cancellationToken))
        {
            if (given++ == 5)
            {
                Falter(ref _loads);
            }

            yield return image;
        }
    }

    public ValueTask<bool> RenewClaimAsync(StoreClaim claim, CancellationToken cancellationToken) => store.RenewClaimAsync(claim, cancellationToken);

    public ValueTask ReleaseClaimAsync(StoreClaim claim, CancellationToken cancellationToken) => store.ReleaseClaimAsync(claim, cancellationToken);

    public ValueTask<ServiceImage?> LoadAsync(ServiceName service, CancellationToken cancellationToken) => store.LoadAsync(service, cancellationToken);

    public ValueTask<AppendStatus> AppendAsync(ServiceAppend append, CancellationToken cancellationToken) => store.AppendAsync(append, cancellationToken);

    public ValueTask<HistoryPage?> ReadHistoryAsync(ServiceName service, Revision after, int limit, CancellationToken cancellationToken)
        => store.ReadHistoryAsync(service, after, limit, cancellationToken);

    public void Attach(IServiceImageSource source) => store.Attach(source);

    public ValueTask DisposeAsync() => store.DisposeAsync();

    private static void Falter(ref int left)
    {
        if (left > 0)
        {
            left--;
            throw new StoreUnavailableException("The store is asleep.");
        }
    }
}
