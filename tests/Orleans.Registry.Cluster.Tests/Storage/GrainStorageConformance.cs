using Microsoft.Extensions.DependencyInjection;
using Orleans.Registry.TestKit.Servers;
using Orleans.Storage;
using Orleans.TestingHost;

namespace Orleans.Registry.Cluster.Tests.Storage;

/// <summary>
/// What a grain storage must do for the registry's records to be safe in it: above all, compare ETags on every write and
/// every clear, also of states that do not exist.
/// </summary>
public abstract class GrainStorageConformance : IAsyncLifetime
{
    private const string Provider = "storage";
    private const string Name = "state";
    private static readonly GrainId Grain = GrainId.Create("some-type", "a/b c:ü\u2603");
    private InProcessTestCluster? _silo;

    private IGrainStorage Storage => _silo!.GetSiloServiceProvider().GetRequiredKeyedService<IGrainStorage>(Provider);

    public virtual async Task InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.ConfigureFileLogging = false;
        builder.Options.InitializeClientOnDeploy = false;
        builder.ConfigureSilo((_, silo) =>
        {
            RegistrySerializer.Add(silo.Services);
            AddStorage(silo, Provider);
        });
        _silo = builder.Build();
        await _silo.DeployAsync();
    }

    public virtual async Task DisposeAsync()
    {
        if (_silo is not null)
        {
            await _silo.StopAllSilosAsync();
            await _silo.DisposeAsync();
        }
    }

    [ServerFact]
    public async Task A_state_that_was_never_written_does_not_exist()
    {
        var state = await ReadAsync();

        Assert.False(state.RecordExists);
        Assert.Equal(0, state.State.UpTo);
    }

    [ServerFact]
    public async Task What_was_written_comes_back_with_the_etag_of_the_write()
    {
        var written = await WriteAsync(await ReadAsync(), 7);

        var read = await ReadAsync();

        Assert.True(written.RecordExists && read.RecordExists);
        Assert.Equal((7, ulong.MaxValue), (read.State.UpTo, read.State.Epoch));
        Assert.Equal([0, 255, 7], read.State.Data);
        Assert.Equal(written.ETag, read.ETag);
        Assert.False(string.IsNullOrEmpty(read.ETag));
    }

    [ServerFact]
    public async Task Every_write_makes_another_etag()
    {
        var state = await ReadAsync();
        var etags = new HashSet<string>();
        for (var i = 0; i < 20; i++)
        {
            await WriteAsync(state, i % 2);
            Assert.True(etags.Add(state.ETag!), $"The etag {state.ETag} came twice.");
        }
    }

    [ServerFact]
    public async Task A_write_on_top_of_what_is_no_longer_there_is_refused_and_changes_nothing()
    {
        var old = await WriteAsync(await ReadAsync(), 1);
        await WriteAsync(await ReadAsync(), 2);

        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(old, 3));

        Assert.Equal(2, (await ReadAsync()).State.UpTo);
    }

    [ServerFact]
    public async Task A_first_write_of_what_exists_is_refused()
    {
        var fresh = await ReadAsync();
        await WriteAsync(await ReadAsync(), 1);

        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(fresh, 2));

        Assert.Equal(1, (await ReadAsync()).State.UpTo);
    }

    [ServerFact]
    public async Task Of_many_first_writes_at_once_one_is_made()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            try
            {
                await WriteAsync(new StoredRecord<ServiceSlice>(), i);
                return i;
            }
            catch (InconsistentStateException)
            {
                return -1;
            }
        }));

        Assert.Equal((await ReadAsync()).State.UpTo, Assert.Single(results, static r => r >= 0));
    }

    [ServerFact]
    public async Task Of_many_writes_on_top_of_the_same_state_one_is_made()
    {
        var present = await WriteAsync(await ReadAsync(), 1);
        var results = await Task.WhenAll(Enumerable.Range(100, 20).Select(async i =>
        {
            try
            {
                await WriteAsync(new StoredRecord<ServiceSlice> { ETag = present.ETag, RecordExists = true }, i);
                return i;
            }
            catch (InconsistentStateException)
            {
                return -1;
            }
        }));

        Assert.Equal((await ReadAsync()).State.UpTo, Assert.Single(results, static r => r >= 0));
    }

    [ServerFact]
    public async Task A_cleared_state_does_not_exist_and_can_be_written_anew()
    {
        var state = await WriteAsync(await ReadAsync(), 1);

        await Storage.ClearStateAsync(Name, Grain, state);

        Assert.False(state.RecordExists);
        var read = await ReadAsync();
        Assert.False(read.RecordExists);
        Assert.Equal(0, read.State.UpTo);
        await WriteAsync(read, 2);
        Assert.Equal(2, (await ReadAsync()).State.UpTo);
    }

    [ServerFact]
    public async Task A_clear_of_what_is_no_longer_there_is_refused_and_changes_nothing()
    {
        var old = await WriteAsync(await ReadAsync(), 1);
        await WriteAsync(await ReadAsync(), 2);

        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.ClearStateAsync(Name, Grain, old));

        Assert.Equal(2, (await ReadAsync()).State.UpTo);
    }

    [ServerFact]
    public async Task A_write_on_top_of_what_was_cleared_meanwhile_is_refused()
    {
        var old = await WriteAsync(await ReadAsync(), 1);
        await Storage.ClearStateAsync(Name, Grain, await ReadAsync());

        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(old, 2));

        Assert.False((await ReadAsync()).RecordExists);
    }

    [ServerFact]
    public async Task States_of_other_grains_and_other_names_are_kept_apart()
    {
        await WriteAsync(await ReadAsync(), 1);
        GrainId[] others = [GrainId.Create("some-type", "a/b c:ü"), GrainId.Create("some-type", "a/b c:Ü\u2603"), GrainId.Create("some", "type/a/b c:ü\u2603")];
        foreach (var other in others)
        {
            var state = new StoredRecord<ServiceSlice>();
            await Storage.ReadStateAsync(Name, other, state);
            Assert.False(state.RecordExists);
        }

        var named = new StoredRecord<ServiceSlice>();
        await Storage.ReadStateAsync("other", Grain, named);
        Assert.False(named.RecordExists);
    }

    [ServerFact]
    public async Task A_large_state_comes_back_whole()
    {
        var state = await ReadAsync();
        state.State.Data = new byte[500_000];
        new Random(7).NextBytes(state.State.Data);
        await Storage.WriteStateAsync(Name, Grain, state);

        Assert.Equal(state.State.Data, (await ReadAsync()).State.Data);
    }

    /// <summary>Adds the provider to the silo.</summary>
    protected abstract void AddStorage(ISiloBuilder silo, string name);

    private async Task<StoredRecord<ServiceSlice>> ReadAsync()
    {
        var state = new StoredRecord<ServiceSlice>();
        await Storage.ReadStateAsync(Name, Grain, state);
        return state;
    }

    private async Task<StoredRecord<ServiceSlice>> WriteAsync(StoredRecord<ServiceSlice> state, long value)
    {
        state.State = new ServiceSlice { Epoch = ulong.MaxValue, UpTo = value, Data = [0, 255, (byte)value] };
        await Storage.WriteStateAsync(Name, Grain, state);
        return state;
    }
}
