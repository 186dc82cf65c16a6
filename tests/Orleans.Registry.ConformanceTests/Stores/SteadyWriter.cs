using System.Globalization;
using Orleans.Registry.TestKit;

namespace Orleans.Registry.ConformanceTests.Stores;

/// <summary>
/// Writes to one service as a registry does while its store fails: after an unknown outcome or a conflict it loads the service
/// again, and goes on. Remembers what was acknowledged.
/// </summary>
public sealed class SteadyWriter(StoreSession session, string service)
{
    // How long a store may stay away: as long as a patient tester keeps it frozen.
    private static readonly TimeSpan StoreAway = TimeSpan.FromMinutes(3);
    private readonly Dictionary<long, string> _acknowledged = [];

    /// <summary>Appends the store said yes to.</summary>
    public int Acknowledged => Volatile.Read(ref _count);

    /// <summary>Appends of unknown outcome.</summary>
    public int Failures => Volatile.Read(ref _failures);

    private int _count;
    private int _failures;

    /// <summary>Writes until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"instance-{i}");
            try
            {
                var status = await session.SendAsync(service, d => d.Register(id), CancellationToken.None);
                if (status == AppendStatus.Appended)
                {
                    _acknowledged.Add(session.Script(service).Revision.Value, id);
                    Interlocked.Increment(ref _count);
                    continue;
                }

                Assert.Equal(AppendStatus.RevisionConflict, status);
            }
            catch (StoreUnavailableException)
            {
                Interlocked.Increment(ref _failures);
            }

            await ReloadAsync();
        }
    }

    /// <summary>Asserts that all that was acknowledged is stored where it was acknowledged, and nothing is stored twice.</summary>
    public async Task VerifyAsync()
    {
        var page = await session.Store.ReadHistoryAsync(ServiceName.Parse(service), Revision.None, int.MaxValue, CancellationToken.None);
        Assert.NotNull(page);
        Assert.Equal(new Revision(1), page.OldestRevision);
        Assert.Equal(Enumerable.Range(1, page.Changes.Count).Select(r => (long)r), page.Changes.Select(c => c.Revision.Value));
        Assert.All(_acknowledged, a => Assert.Equal(a.Value, page.Changes[(int)a.Key - 1].InstanceId.Value));
        Assert.Equal(page.Changes.Count, page.Changes.Select(c => c.InstanceId).Distinct().Count());
        await session.ReloadAsync(service);
        Assert.Equal(
            page.Changes.Select(c => c.InstanceId).Order(),
            session.Script(service).Image(0).Instances.Select(i => i.Id).Order());
    }

    private Task ReloadAsync() => Eventually.TrueAsync(async () =>
    {
        try
        {
            await session.ReloadAsync(service);
            return true;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }, StoreAway);
}
