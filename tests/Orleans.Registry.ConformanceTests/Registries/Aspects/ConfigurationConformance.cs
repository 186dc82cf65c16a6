using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.ConformanceTests.Registries.Aspects;

/// <summary>Configurations: versions and roll-back.</summary>
public abstract class ConfigurationConformance(IRegistryFactory factory) : ServiceRegistryConformance(factory)
{
    [ServerFact]
    public async Task A_service_without_a_configuration_has_none()
    {
        await RegisterAsync("orders-1");

        Assert.Empty((await Registry.GetConfigurationsAsync(Orders, Limit)).GetValueOrThrow());
        Assert.Equal(0, (await ReadAsync()).ConfigurationVersion);
    }

    [ServerFact]
    public async Task A_configuration_comes_back_whole()
    {
        var entries = StringMap.Create([new("mode", "fast"), new("größe/é", "mehrere\nZeilen \U0001f642"), new("empty", "")]);

        var set = await SetAsync(entries, new DocumentChange { By = "ann", Comment = "first" });

        Assert.Equal((1, "ann", "first"), (set.Version, set.By, set.Comment));
        Assert.Equal(entries, set.Entries);
        Assert.Equal(set, Assert.Single((await Registry.GetConfigurationsAsync(Orders, Limit)).GetValueOrThrow()));
        Assert.Equal(1, (await ReadAsync()).ConfigurationVersion);
    }

    [ServerFact]
    public async Task Versions_count_up_and_equal_entries_make_none()
    {
        await SetAsync(Entries("1"));
        await SetAsync(Entries("2"));
        var before = await ReadAsync();

        Assert.Equal(2, (await SetAsync(Entries("2"))).Version);

        Assert.Equal(before.Position, (await ReadAsync()).Position);
        Assert.Equal([2, 1], (await Registry.GetConfigurationsAsync(Orders, Limit)).GetValueOrThrow().Select(static v => v.Version));
    }

    [ServerFact]
    public async Task A_configuration_set_on_top_of_another_than_the_one_in_force_is_refused()
    {
        await SetAsync(Entries("1"), new DocumentChange { ExpectedVersion = 0 });

        await RefusedAsync(
            RegistryErrorCode.VersionConflict,
            () => Registry.SetConfigurationAsync(Orders, Entries("2"), new DocumentChange { ExpectedVersion = 0 }, Limit).AsTask());
    }

    [ServerFact]
    public async Task Of_many_that_build_on_the_same_version_one_wins()
    {
        await SetAsync(Entries("start"));

        var results = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(()
            => Registry.SetConfigurationAsync(Orders, Entries($"{i}"), new DocumentChange { ExpectedVersion = 1 }, Limit).AsTask())));

        var winner = Assert.Single(results, static r => r.IsSuccess).Value!;
        Assert.All(results.Where(static r => !r.IsSuccess), static r => Assert.Equal(RegistryErrorCode.VersionConflict, r.Error!.Code));
        Assert.Equal(winner, (await Registry.GetConfigurationsAsync(Orders, Limit)).GetValueOrThrow()[0]);
    }

    [ServerFact]
    public async Task An_earlier_configuration_is_set_again_as_a_new_version()
    {
        await SetAsync(Entries("1"));
        await SetAsync(Entries("2"));

        var rolledBack = (await Registry.RollbackConfigurationAsync(Orders, 1, new DocumentChange { By = "ann" }, Limit)).GetValueOrThrow();

        Assert.Equal((3, "1", "ann"), (rolledBack.Version, rolledBack.Entries["mode"], rolledBack.By));
        await RefusedAsync(
            RegistryErrorCode.VersionNotFound, () => Registry.RollbackConfigurationAsync(Orders, 9, new DocumentChange(), Limit).AsTask());
    }

    [ServerFact]
    public async Task A_configuration_that_is_too_large_is_refused()
    {
        await RegisterAsync("orders-1");
        var tooMany = StringMap.Create(Enumerable.Range(0, 1025).Select(static i => new KeyValuePair<string, string>($"k{i}", "v")));
        var tooLong = StringMap.Create([new("k", new string('v', 257 * 1024))]);
        var longKey = StringMap.Create([new(new string('k', 257), "v"), new(string.Empty, "v")]);

        foreach (var entries in new[] { tooMany, tooLong, longKey })
        {
            await RefusedAsync(
                RegistryErrorCode.InvalidRequest, () => Registry.SetConfigurationAsync(Orders, entries, new DocumentChange(), Limit).AsTask());
        }
    }

    private static StringMap Entries(string mode) => StringMap.Create([new("mode", mode)]);

    private async Task<VersionedConfiguration> SetAsync(StringMap entries, DocumentChange? change = null)
        => (await Registry.SetConfigurationAsync(Orders, entries, change ?? new DocumentChange(), Limit)).GetValueOrThrow();
}
