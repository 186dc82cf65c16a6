using System.Collections.Concurrent;
using Orleans.Registry.Core;
using Orleans.Registry.TestKit.Records;

namespace Orleans.Registry.Engine.Tests.Support;

/// <summary>
/// A store in memory that does for each next append what a test has told it to, and after that what a store should. Keeps
/// what it was given.
/// </summary>
internal sealed class ScriptedStore : IRegistryStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ServiceName, ServiceState> _services = [];
    private readonly ConcurrentQueue<Func<ServiceAppend, ValueTask<AppendStatus>>> _script = new();
    private readonly List<ServiceAppend> _appends = [];

    public string Name => "scripted";

    public StoreDurability Durability => StoreDurability.Memory;

    /// <summary>What becomes of loads; <c>null</c> to load.</summary>
    public Func<Exception?>? OnLoad { get; set; }

    /// <summary>What every append does first.</summary>
    public Action<ServiceAppend>? OnAppend { get; set; }

    /// <summary>Every append so far, also those that were refused.</summary>
    public IReadOnlyList<ServiceAppend> Appends
    {
        get
        {
            lock (_gate)
            {
                return [.. _appends];
            }
        }
    }

    /// <summary>What the next append that has no other script yet does.</summary>
    public void Next(Func<ServiceAppend, ValueTask<AppendStatus>> append) => _script.Enqueue(append);

    /// <summary>The next append waits until the returned source is set, then is stored.</summary>
    public TaskCompletionSource HoldNext()
    {
        var hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Next(async append =>
        {
            await hold.Task;
            return Store(append);
        });
        return hold;
    }

    /// <summary>The next append is lost: the store says that it is not available, and it never arrives.</summary>
    public void LoseNext() => Next(static _ => throw new StoreUnavailableException("lost"));

    /// <summary>The next append is stored, but its reply is lost.</summary>
    public void LoseNextReply() => Next(append =>
    {
        Assert.Equal(AppendStatus.Appended, Store(append));
        throw new StoreUnavailableException("reply lost");
    });

    /// <summary>The next append is given up as lost but still on its way: calling the returned action delivers it.</summary>
    public Action DelayNext()
    {
        ServiceAppend? late = null;
        Next(append =>
        {
            late = append;
            throw new StoreUnavailableException("late");
        });
        return () => Assert.Equal(AppendStatus.Appended, Store(late!));
    }

    /// <summary>Stores an append as a store should.</summary>
    public AppendStatus Store(ServiceAppend append)
    {
        lock (_gate)
        {
            var known = _services.GetValueOrDefault(append.Service);
            if ((known?.Revision ?? Revision.None) != append.ExpectedRevision || (known is not null && known.Epoch != append.Epoch))
            {
                return AppendStatus.RevisionConflict;
            }

            known ??= _services[append.Service] = new ServiceState(append.Service, append.Epoch);
            foreach (var change in append.Changes)
            {
                known.Apply(change);
            }

            return AppendStatus.Appended;
        }
    }

    /// <summary>Puts an image in the place of whatever was stored; <c>null</c> forgets the service.</summary>
    public void Replace(ServiceName service, ServiceImage? image)
    {
        lock (_gate)
        {
            if (image is null)
            {
                _services.Remove(service);
            }
            else
            {
                _services[service] = ServiceState.FromImage(image);
            }
        }
    }

    public ValueTask OpenAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask<StoreClaim> ClaimAsync(string owner, TimeSpan ttl, bool force, CancellationToken cancellationToken)
        => new(new StoreClaim(new FencingToken(1), owner, ttl, IsAlive: true));

    public ValueTask<bool> RenewClaimAsync(StoreClaim claim, CancellationToken cancellationToken) => new(true);

    public ValueTask ReleaseClaimAsync(StoreClaim claim, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public IAsyncEnumerable<ServiceImage> LoadAllAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<ServiceImage?> LoadAsync(ServiceName service, CancellationToken cancellationToken)
    {
        if (OnLoad?.Invoke() is { } exception)
        {
            throw exception;
        }

        lock (_gate)
        {
            return new(_services.GetValueOrDefault(service)?.ToImage());
        }
    }

    public ValueTask<AppendStatus> AppendAsync(ServiceAppend append, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _appends.Add(append);
        }

        OnAppend?.Invoke(append);
        return _script.TryDequeue(out var next) ? next(append) : new(Store(append));
    }

    public async ValueTask<HistoryPage?> ReadHistoryAsync(ServiceName service, Revision after, int limit, CancellationToken cancellationToken)
        => HistoryPages.Of(await LoadAsync(service, cancellationToken), after, limit);

    public void Attach(IServiceImageSource source)
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
