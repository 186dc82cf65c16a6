using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Registry.ConformanceTests.Stores;
using Orleans.Registry.ConformanceTests.Stores.Records;
using Orleans.Registry.TestKit;

namespace Orleans.Registry.Embedded.Tests.Journal.Simulation;

/// <summary>
/// A fixed sequence of appends, claims and compactions, run on a simulated disk over as many starts as its faults make
/// necessary, with what was acknowledged and what every service looked like at every revision that was ever sent.
/// </summary>
internal sealed class JournalHistory(StoreDurability durability)
{
    private static readonly string[] Services = ["orders", "billing", "search"];
    private readonly ManualTimeProvider _time = new();
    private readonly Dictionary<(string Service, Revision Revision), ServiceImage> _sent = [];
    private readonly Dictionary<string, Revision> _acknowledged = Services.ToDictionary(static s => s, static _ => Revision.None);

    /// <summary>Opens the journal, writes until it is through or until the disk gives up, and closes.</summary>
    public async Task RunAsync(SimulatedDirectory directory, int steps)
    {
        var store = CreateStore(directory);
        try
        {
            var session = await StoreSession.OpenAsync(store, new StoreSetup(), CancellationToken.None);
            for (var step = 0; step < steps; step++)
            {
                await StepAsync(session, store, step);
            }
        }
        catch (Exception e) when (e is StoreUnavailableException or IOException)
        {
            // What the plan has in store for this run; what was acknowledged until here counts.
        }
        finally
        {
            await store.DisposeAsync();
        }
    }

    /// <summary>
    /// Opens the journal and checks that every service is as it once was sent, and no older than it was acknowledged.
    /// </summary>
    /// <param name="directory">The disk.</param>
    /// <param name="keepsAll">Whether everything acknowledged must be there.</param>
    public async Task VerifyAsync(SimulatedDirectory directory, bool keepsAll)
    {
        await using var store = CreateStore(directory);
        await store.OpenAsync(CancellationToken.None);
        var found = Services.ToDictionary(static s => s, static _ => Revision.None);
        await foreach (var image in store.LoadAllAsync(CancellationToken.None))
        {
            var name = image.Service.Value;
            found[name] = image.Revision;
            Assert.True(_sent.TryGetValue((name, image.Revision), out var expected), $"'{name}' was never at revision {image.Revision}.");
            RecordAssert.Same(expected, image, leastLog: 16);
        }

        foreach (var name in Services)
        {
            Assert.True(
                !keepsAll || found[name] >= _acknowledged[name],
                $"'{name}' is at revision {found[name]}, but {_acknowledged[name]} was acknowledged.");

            // What is there now was shown: from here on it must stay.
            _acknowledged[name] = found[name];
        }
    }

    private JournalRegistryStore CreateStore(SimulatedDirectory directory) => new(
        new JournalStoreOptions { Directory = "simulated", Durability = durability, SegmentBytes = 64 << 10, LogCapacity = 4096 },
        _time,
        NullLogger<JournalRegistryStore>.Instance,
        meterFactory: null,
        directory);

    private async Task StepAsync(StoreSession session, JournalRegistryStore store, int step)
    {
        if (step % 11 == 3)
        {
            session.Token = (await store.ClaimAsync($"owner-{step}", TimeSpan.FromMinutes(1), force: true, CancellationToken.None)).Token;
        }

        if (step % 13 == 9)
        {
            await CompactAsync(store);
        }

        _time.Advance(TimeSpan.FromMilliseconds(700));
        await AppendAsync(session, Services[step % Services.Length]);
    }

    // A compaction that fails must do no harm, so the history goes on; if the disk is gone, the next append says so.
    private static async Task CompactAsync(JournalRegistryStore store)
    {
        try
        {
            await store.Compactor.CompactAsync();
        }
        catch (Exception e) when (e is StoreUnavailableException or IOException)
        {
        }
    }

    private async Task AppendAsync(StoreSession session, string service)
    {
        var after = session.Script(service).Fork();
        var append = Changes(after.Draft(session.Token)).Build();
        after.Commit(append);
        _sent[(service, after.Revision)] = after.Image(int.MaxValue);
        Assert.Equal(AppendStatus.Appended, await session.SendAsync(service, d => Changes(d)));
        _acknowledged[service] = after.Revision;
    }

    private static AppendDraft Changes(AppendDraft draft)
    {
        var next = draft.Build().ExpectedRevision.Value + 1;
        for (var i = 0; i < 5; i++)
        {
            draft.Register($"instance-{(next + i) % 7}");
        }

        return (next % 4 == 0 ? draft.SetPolicy() : draft.SetOverride("instance-1")).Remove($"instance-{next % 5}");
    }
}
