using Orleans.Registry.Core;
using Orleans.Registry.TestKit.Records;

namespace Orleans.Registry.Engine.Tests.Leases;

/// <summary>A store of one service, in memory, whose next appends can be made to go wrong.</summary>
internal sealed class TroubledStore(ServiceName service, Epoch epoch) : IRegistryStore
{
    private readonly ServiceState _stored = new(service, epoch);
    private readonly Queue<Func<ServiceAppend, AppendStatus>> _trouble = new();
    private bool _loadFails;

    public string Name => "troubled";

    public StoreDurability Durability => StoreDurability.Memory;

    /// <summary>What becomes of the next append, instead of being stored.</summary>
    public void Next(Func<ServiceAppend, AppendStatus> outcome) => _trouble.Enqueue(outcome);

    /// <summary>The next append is stored, and its writer learns only that the connection broke.</summary>
    public void LoseNextReply() => Next(append => Store(append) == AppendStatus.Appended ? throw new StoreUnavailableException("gone") : AppendStatus.None);

    public void FailNextLoad() => _loadFails = true;

    public ValueTask<AppendStatus> AppendAsync(ServiceAppend append, CancellationToken cancellationToken)
        => new(_trouble.TryDequeue(out var outcome) ? outcome(append) : Store(append));

    public ValueTask<ServiceImage?> LoadAsync(ServiceName service, CancellationToken cancellationToken)
    {
        if (_loadFails)
        {
            _loadFails = false;
            throw new StoreUnavailableException("out");
        }

        return new(_stored.Revision == Revision.None ? null : _stored.ToImage());
    }

    public ValueTask OpenAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask<StoreClaim> ClaimAsync(string owner, TimeSpan ttl, bool force, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<bool> RenewClaimAsync(StoreClaim claim, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask ReleaseClaimAsync(StoreClaim claim, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<ServiceImage> LoadAllAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public async ValueTask<HistoryPage?> ReadHistoryAsync(ServiceName service, Revision after, int limit, CancellationToken cancellationToken)
        => HistoryPages.Of(await LoadAsync(service, cancellationToken), after, limit);

    public void Attach(IServiceImageSource source)
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private AppendStatus Store(ServiceAppend append)
    {
        if (append.ExpectedRevision != _stored.Revision)
        {
            return AppendStatus.RevisionConflict;
        }

        foreach (var change in append.Changes)
        {
            _stored.Apply(change);
        }

        return AppendStatus.Appended;
    }
}
