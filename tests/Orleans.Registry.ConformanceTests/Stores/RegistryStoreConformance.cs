using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.ConformanceTests.Stores;

/// <summary>
/// What every <see cref="IRegistryStore"/> must do. A store's tests inherit it, or one of the two suites that ask for more:
/// <see cref="DurableStoreConformance"/> for a store whose data outlives it, <see cref="SharedStoreConformance"/> for one that
/// several processes may open at once.
/// </summary>
public abstract partial class RegistryStoreConformance : IAsyncLifetime
{
    private readonly List<StoreSession> _sessions = [];

    /// <summary>
    /// Creates a store, not opened yet. All stores of one test use the same data, which no other test uses (xunit makes an
    /// object of this class for each test).
    /// </summary>
    protected abstract IRegistryStore CreateStore(StoreSetup setup);

    /// <summary>Changes the store takes in one append at least.</summary>
    protected virtual int LargestAppend => 100;

    /// <summary>The shortest time to live of a claim that the store keeps to.</summary>
    protected virtual TimeSpan ShortestClaim => TimeSpan.FromSeconds(1);

    /// <summary>Makes a store that compacts in the background do it now.</summary>
    protected virtual Task CompactAsync(IRegistryStore store) => Task.CompletedTask;

    /// <summary>Lets time pass, for a store that takes its time from a fake clock; others just wait.</summary>
    protected virtual void LetPass(TimeSpan time)
    {
    }

    /// <inheritdoc/>
    public virtual Task InitializeAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public virtual async Task DisposeAsync()
    {
        foreach (var session in _sessions)
        {
            await session.DisposeAsync();
        }
    }

    /// <summary>Opens a store on the test's data.</summary>
    protected async Task<StoreSession> OpenAsync(StoreSetup? setup = null)
    {
        setup ??= new StoreSetup();
        var store = CreateStore(setup);
        try
        {
            var session = await StoreSession.OpenAsync(store, setup, CancellationToken.None);
            _sessions.Add(session);
            return session;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>Closes a store, so that its data can be opened again.</summary>
    protected async Task CloseAsync(StoreSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        _sessions.Remove(session);
        await session.DisposeAsync();
    }

    [ServerFact]
    public async Task A_fresh_store_holds_nothing()
    {
        var session = await OpenAsync();

        await session.VerifyAsync();
        Assert.Null(await session.Store.LoadAsync(ServiceName.Parse("nobody"), CancellationToken.None));
        Assert.Null(await session.Store.ReadHistoryAsync(ServiceName.Parse("nobody"), Revision.None, 10, CancellationToken.None));
    }

    [ServerFact]
    public async Task A_store_says_what_it_is()
    {
        var session = await OpenAsync();

        Assert.Matches("^[a-z][a-z-]*$", session.Store.Name);
        Assert.True(Enum.IsDefined(session.Store.Durability));
    }
}
