using Orleans.Registry.Cluster.Tests.Support;
using Orleans.Registry.ConformanceTests.Stores;
using Orleans.Registry.ConformanceTests.Stores.Records;

namespace Orleans.Registry.Cluster.Tests.Storage;

/// <summary>Failures at every single write, and what a change costs.</summary>
public sealed class GrainStoreFaultTests
{
    private const int Appends = 120;
    private static readonly StoreSetup Setup = new() { LogCapacity = 32 };

    [Fact]
    public async Task Whatever_write_fails_nothing_that_was_acknowledged_is_lost_and_nothing_refused_appears()
    {
        var writes = await RunAsync(failAt: -1);
        Assert.True(writes > Appends);
        for (var failAt = 0; failAt < writes; failAt++)
        {
            await RunAsync(failAt);
        }
    }

    [Fact]
    public async Task A_change_costs_the_same_in_a_service_of_any_size()
    {
        var small = await CostAsync(10);
        var large = await CostAsync(5_000);

        Assert.True(large < small * 3, $"{small} bytes a change with 10 instances, {large} with 5,000.");
    }

    [Fact]
    public async Task Slices_that_nobody_needs_any_more_are_removed()
    {
        var storage = GrainStores.NewStorage();
        await using var session = await StoreSession.OpenAsync(GrainStores.Create(storage, Setup), Setup, CancellationToken.None);
        await session.MustSendAsync("orders", static d => d.Register("a"));
        await ChangeAsync(session, 200);
        var before = storage.Count;

        await ChangeAsync(session, 2_000);

        Assert.InRange(storage.Count, before - 2, before + 2);
    }

    // Returns how many writes there were. One of them fails; the writer does what a registry does then.
    private static async Task<int> RunAsync(int failAt)
    {
        var storage = GrainStores.NewStorage();
        var writes = 0;
        storage.BeforeWrite = _ =>
        {
            if (Interlocked.Increment(ref writes) - 1 == failAt)
            {
                throw new IOException("The write failed.");
            }
        };
        await using (var session = await StoreSession.OpenAsync(GrainStores.Create(storage, Setup), Setup, CancellationToken.None))
        {
            for (var i = 0; i < Appends; i++)
            {
                await SendAsync(session, i);
            }
        }

        await using var reopened = await StoreSession.OpenAsync(GrainStores.Create(storage, Setup), Setup, CancellationToken.None);
        await reopened.VerifyAsync();
        Assert.Equal(Appends, reopened.Script("orders").Revision.Value);
        return writes;
    }

    private static async Task SendAsync(StoreSession session, int i)
    {
        try
        {
            await session.MustSendAsync("orders", Change(i));
        }
        catch (StoreUnavailableException)
        {
            await session.ReloadAsync("orders");
            await session.MustSendAsync("orders", Change(i));
        }
    }

    // Grows to more than one chunk, changes, shrinks.
    private static Action<AppendDraft> Change(int i) => i switch
    {
        < 70 => d => d.Register($"i-{i}"),
        80 => static d => d.SetPolicy(),
        90 => static d => d.SetConfiguration(),
        _ => d => d.Update($"i-{i % 70}"),
    };

    private static async Task<long> CostAsync(int instances)
    {
        const int Changes = 320;
        var storage = GrainStores.NewStorage();
        await using var session = await StoreSession.OpenAsync(GrainStores.Create(storage, new StoreSetup()), new StoreSetup(), CancellationToken.None);
        for (var i = 0; i < instances; i += 10)
        {
            await session.MustSendAsync("orders", d =>
            {
                for (var j = i; j < i + 10; j++)
                {
                    d.Register(j == 0 ? "a" : $"i-{j}");
                }
            });
        }

        // Past the growth that the registrations have left to do.
        await ChangeAsync(session, 32);
        var before = storage.BytesWritten;
        await ChangeAsync(session, Changes);
        return (storage.BytesWritten - before) / Changes;
    }

    private static async Task ChangeAsync(StoreSession session, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await session.MustSendAsync("orders", static d => d.Update("a"));
        }
    }
}
