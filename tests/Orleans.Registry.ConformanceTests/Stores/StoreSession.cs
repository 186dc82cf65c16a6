using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Orleans.Registry.ConformanceTests.Stores.Records;

namespace Orleans.Registry.ConformanceTests.Stores;

/// <summary>
/// One open store as a registry uses it: opened, loaded, attached; one append per service at a time; with the oracle of what
/// it has acknowledged. Thread-safe.
/// </summary>
public sealed class StoreSession : IServiceImageSource, IAsyncDisposable
{
    private readonly ConcurrentDictionary<ServiceName, ServiceScript> _scripts = new();
    private readonly ConcurrentDictionary<ServiceName, SemaphoreSlim> _turns = new();
    private readonly StoreSetup _setup;
    private int _epochs;

    private StoreSession(IRegistryStore store, StoreSetup setup)
    {
        Store = store;
        _setup = setup;
    }

    /// <summary>The store.</summary>
    public IRegistryStore Store { get; }

    /// <summary>The claim that appends are sent under; none by default.</summary>
    public FencingToken Token { get; set; }

    /// <summary>The services with a committed change.</summary>
    public IEnumerable<ServiceScript> Scripts => _scripts.Values.Where(s => s.Revision > Revision.None);

    /// <summary>Opens a store and loads what it has.</summary>
    public static async Task<StoreSession> OpenAsync(IRegistryStore store, StoreSetup setup, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        var session = new StoreSession(store, setup);
        await store.OpenAsync(cancellationToken);
        await foreach (var image in store.LoadAllAsync(cancellationToken))
        {
            Assert.True(session._scripts.TryAdd(image.Service, new ServiceScript(image)), $"{image.Service} was loaded twice.");
        }

        store.Attach(session);
        return session;
    }

    /// <summary>What a service must look like; a fresh one when it was never written.</summary>
    public ServiceScript Script(string service)
        => _scripts.GetOrAdd(ServiceName.Parse(service), name => new ServiceScript(name, new Epoch(0xfedc_ba98_7654_3210 - (ulong)Interlocked.Increment(ref _epochs))));

    /// <summary>Drafts an append on top of what is acknowledged and sends it.</summary>
    public async Task<AppendStatus> SendAsync(string service, Action<AppendDraft> changes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var script = Script(service);
        var turn = Turn(script.Service);
        await turn.WaitAsync(cancellationToken);
        try
        {
            var draft = script.Draft(Token);
            changes(draft);
            var append = draft.Build();
            var status = await Store.AppendAsync(append, cancellationToken);
            if (status == AppendStatus.Appended)
            {
                script.Commit(append);
            }

            return status;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Sends an append that must be accepted.</summary>
    public async Task MustSendAsync(string service, Action<AppendDraft> changes)
        => Assert.Equal(AppendStatus.Appended, await SendAsync(service, changes));

    /// <summary>Takes over what the store holds of a service, as a writer does after a conflict or an unknown outcome.</summary>
    public async Task ReloadAsync(string service)
    {
        var name = ServiceName.Parse(service);
        if (await Store.LoadAsync(name, CancellationToken.None) is { } image)
        {
            _scripts[name] = new ServiceScript(image);
        }
    }

    /// <summary>Asserts that the store holds exactly what it has acknowledged.</summary>
    public async Task VerifyAsync()
    {
        var loaded = new Dictionary<ServiceName, ServiceImage>();
        await foreach (var image in Store.LoadAllAsync(CancellationToken.None))
        {
            loaded.Add(image.Service, image);
        }

        Assert.Equal(Scripts.Select(s => s.Service).Order(), loaded.Keys.Order());
        foreach (var script in Scripts)
        {
            var expected = script.Image(int.MaxValue);
            RecordAssert.Same(expected, loaded[script.Service], _setup.LogCapacity);
            RecordAssert.Same(expected, await Store.LoadAsync(script.Service, CancellationToken.None), _setup.LogCapacity);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ServiceImage> CaptureAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var script in _scripts.Values)
        {
            var turn = Turn(script.Service);
            await turn.WaitAsync(cancellationToken);
            ServiceImage? image;
            try
            {
                image = script.Revision > Revision.None ? script.Image(_setup.LogCapacity) : null;
            }
            finally
            {
                turn.Release();
            }

            if (image is not null)
            {
                yield return image;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Store.DisposeAsync();

    private SemaphoreSlim Turn(ServiceName service) => _turns.GetOrAdd(service, static _ => new SemaphoreSlim(1, 1));
}
