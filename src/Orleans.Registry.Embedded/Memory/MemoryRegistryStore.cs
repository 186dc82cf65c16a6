using System.Runtime.CompilerServices;

namespace Orleans.Registry.Embedded;

/// <summary>
/// A store that keeps everything in the process and nothing beyond it: for tests, and for registries whose services come
/// back by themselves after a restart. It refuses stale revisions and lower claims as every other store does. Thread-safe.
/// </summary>
public sealed class MemoryRegistryStore : IRegistryStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ServiceName, StoredService> _services = [];
    private readonly ClaimTable _claims;
    private readonly int _logCapacity;
    private bool _isDisposed;

    /// <summary>Creates an empty store.</summary>
    /// <param name="timeProvider">Times the claims.</param>
    /// <param name="logCapacity">Changes that a service's log keeps. Default 4096; 0 or more.</param>
    public MemoryRegistryStore(TimeProvider timeProvider, int logCapacity = JournalStoreOptions.DefaultLogCapacity)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        ArgumentOutOfRangeException.ThrowIfNegative(logCapacity);
        _claims = new ClaimTable(timeProvider);
        _logCapacity = logCapacity;
    }

    /// <inheritdoc/>
    public string Name => "memory";

    /// <inheritdoc/>
    public StoreDurability Durability => StoreDurability.Memory;

    /// <summary>Does nothing: there is nothing to connect to.</summary>
    public ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<StoreClaim> ClaimAsync(string owner, TimeSpan ttl, bool force, CancellationToken cancellationToken)
    {
        ClaimTable.Require(owner, ttl);
        lock (Enter(cancellationToken))
        {
            if (!force && _claims.Obstacle(owner) is { } other)
            {
                return ValueTask.FromResult(other);
            }

            var claim = _claims.Draw(owner, ttl);
            _claims.Take(claim);
            return ValueTask.FromResult(claim);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> RenewClaimAsync(StoreClaim claim, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        lock (Enter(cancellationToken))
        {
            return ValueTask.FromResult(_claims.Renew(claim));
        }
    }

    /// <inheritdoc/>
    public ValueTask ReleaseClaimAsync(StoreClaim claim, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        lock (Enter(cancellationToken))
        {
            _claims.Release(claim);
            return ValueTask.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ServiceImage> LoadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ServiceName[] names;
        lock (Enter(cancellationToken))
        {
            names = [.. _services.Keys];
        }

        foreach (var name in names)
        {
            if (await LoadAsync(name, cancellationToken).ConfigureAwait(false) is { } image)
            {
                yield return image;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<ServiceImage?> LoadAsync(ServiceName service, CancellationToken cancellationToken)
    {
        lock (Enter(cancellationToken))
        {
            return ValueTask.FromResult(_services.GetValueOrDefault(service)?.ToImage());
        }
    }

    /// <inheritdoc/>
    public ValueTask<AppendStatus> AppendAsync(ServiceAppend append, CancellationToken cancellationToken)
    {
        AppendRules.Require(append);
        lock (Enter(cancellationToken))
        {
            return ValueTask.FromResult(Append_NeedsLock(append));
        }
    }

    /// <inheritdoc/>
    public ValueTask<HistoryPage?> ReadHistoryAsync(ServiceName service, Revision after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        lock (Enter(cancellationToken))
        {
            return ValueTask.FromResult(
                _services.TryGetValue(service, out var stored) ? ImageHistory.Page(stored.ToImage(), after, limit) : null);
        }
    }

    /// <inheritdoc/>
    /// <remarks>What is imported lives as long as this object, which may be opened afterwards all the same.</remarks>
    public async ValueTask<StoreImport> ImportAsync(IAsyncEnumerable<ServiceImage> images, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        Dictionary<ServiceName, StoredService> imported = [];
        await foreach (var image in images.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            var position = new ServicePosition(image.Epoch, image.Revision);
            if (!imported.TryAdd(image.Service, new StoredService(image.Service, position, _ => image, _logCapacity)))
            {
                throw new StoreCorruptException($"Service '{image.Service}' comes twice in the import.");
            }
        }

        lock (Enter(cancellationToken))
        {
            if (_services.Count > 0 || _claims.Latest is { IsAlive: true })
            {
                return StoreImport.Refused("The memory holds services, or is held by a registry, already.");
            }

            foreach (var (name, service) in imported)
            {
                _services.Add(name, service);
            }
        }

        return StoreImport.Of(imported.Count);
    }

    /// <summary>Does nothing: there is nothing to compact.</summary>
    public void Attach(IServiceImageSource source) => ArgumentNullException.ThrowIfNull(source);

    /// <summary>Forgets everything.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _services.Clear();
            return ValueTask.CompletedTask;
        }
    }

    private AppendStatus Append_NeedsLock(ServiceAppend append)
    {
        if (_claims.IsFenced(append.Token))
        {
            return AppendStatus.Fenced;
        }

        var isKnown = _services.TryGetValue(append.Service, out var stored);
        if (!AppendRules.Follows(append, stored?.Epoch ?? Epoch.None, stored?.Revision ?? Revision.None))
        {
            return AppendStatus.RevisionConflict;
        }

        stored ??= new StoredService(append.Service, append.Epoch, _logCapacity);
        foreach (var change in append.Changes)
        {
            stored.Apply(change);
        }

        if (!isKnown)
        {
            _services.Add(append.Service, stored);
        }

        return AppendStatus.Appended;
    }

    private Lock Enter(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return _lock;
    }
}
