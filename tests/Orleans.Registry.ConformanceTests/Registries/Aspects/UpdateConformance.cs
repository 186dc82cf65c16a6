using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.ConformanceTests.Registries.Aspects;

/// <summary>Changing weight, tags and metadata.</summary>
public abstract class UpdateConformance(IRegistryFactory factory) : ServiceRegistryConformance(factory)
{
    private static readonly InstanceId Id = Sample.Id("orders-1");

    [ServerFact]
    public async Task An_update_changes_what_it_names_and_nothing_else()
    {
        var before = (await RegisterAsync(Sample.RichRegistration("orders-1"))).Instance;

        var receipt = await UpdateAsync(new InstanceUpdate
        {
            Weight = 7,
            Metadata = new Dictionary<string, string?> { ["commit"] = null, ["build"] = "42" },
        });

        Assert.True(receipt.Changed);
        var after = await ReadAsync(Id);
        var metadata = before.Details.Metadata.With([new("commit", null), new("build", "42")]);
        Assert.Equal(before.Details with { Weight = 7, Metadata = metadata }, after.Details);
        Assert.Equal(before.Status, after.Status);
        Assert.Equal(before.StatusSince, after.StatusSince);
        Assert.Equal(before.Incarnation, after.Incarnation);
        Assert.Equal(receipt.Position.Revision, after.ModifiedRevision);
    }

    [ServerFact]
    public async Task Tags_are_replaced_whole()
    {
        await RegisterAsync(Sample.RichRegistration("orders-1"));

        await UpdateAsync(new InstanceUpdate { Tags = TagSet.Create(["green"]) });
        Assert.Equal(["green"], (await ReadAsync(Id)).Details.Tags);
        await UpdateAsync(new InstanceUpdate { Tags = TagSet.Empty });
        Assert.Empty((await ReadAsync(Id)).Details.Tags);
    }

    [ServerFact]
    public async Task An_update_to_what_is_there_makes_no_revision()
    {
        var registered = await RegisterAsync("orders-1");

        var receipt = await UpdateAsync(new InstanceUpdate { Weight = 100, Metadata = new Dictionary<string, string?> { ["none"] = null } });

        Assert.False(receipt.Changed);
        Assert.Equal(registered.Position, (await ReadAsync()).Position);
    }

    [ServerFact]
    public async Task An_update_of_a_record_that_has_changed_since_is_refused()
    {
        var seen = (await RegisterAsync("orders-1")).Instance.ModifiedRevision;
        await UpdateAsync(new InstanceUpdate { Weight = 7, ExpectedRevision = seen });

        await RefusedAsync(
            RegistryErrorCode.VersionConflict,
            () => Registry.UpdateAsync(Id, new InstanceUpdate { Weight = 8, ExpectedRevision = seen }, default, Limit).AsTask());

        Assert.Equal(7, (await ReadAsync(Id)).Details.Weight);
    }

    [ServerFact]
    public async Task Changes_of_other_instances_do_not_stand_in_the_way_of_an_update()
    {
        var seen = (await RegisterAsync("orders-1")).Instance.ModifiedRevision;
        await RegisterAsync("orders-2");

        Assert.True((await UpdateAsync(new InstanceUpdate { Weight = 8, ExpectedRevision = seen })).Changed);
    }

    [ServerFact]
    public async Task An_update_of_nothing_is_refused()
    {
        await RegisterAsync("orders-1");

        await RefusedAsync(RegistryErrorCode.InvalidRequest, () => Registry.UpdateAsync(Id, new InstanceUpdate(), default, Limit).AsTask());
    }

    [ServerFact]
    public async Task What_a_registration_must_not_say_an_update_must_not_either()
    {
        await RegisterAsync("orders-1");
        var update = new InstanceUpdate
        {
            Weight = 10_001,
            Tags = TagSet.Create([new string('t', 129)]),
            Metadata = new Dictionary<string, string?> { ["k"] = new string('v', 1025) },
        };

        var error = await RefusedAsync(RegistryErrorCode.InvalidRequest, () => Registry.UpdateAsync(Id, update, default, Limit).AsTask());

        Assert.Equal(["metadata.k", "tags[0]", "weight"], error.Fields.Select(static f => f.Field).Order(StringComparer.Ordinal));
    }

    [ServerFact]
    public async Task Metadata_that_would_grow_too_large_is_refused_whole()
    {
        await RegisterAsync(Sample.Registration("orders-1") with
        {
            Details = Sample.Details() with { Metadata = StringMap.Create(Enumerable.Range(0, 60).Select(static i => new KeyValuePair<string, string>($"k{i}", "v"))) },
        });
        var more = Enumerable.Range(60, 5).ToDictionary(static i => $"k{i}", static _ => (string?)"v");

        await RefusedAsync(
            RegistryErrorCode.InvalidRequest, () => Registry.UpdateAsync(Id, new InstanceUpdate { Metadata = more }, default, Limit).AsTask());

        Assert.Equal(60, (await ReadAsync(Id)).Details.Metadata.Count);
    }

    private async Task<MutationReceipt> UpdateAsync(InstanceUpdate update)
        => (await Registry.UpdateAsync(Id, update, default, Limit)).GetValueOrThrow();
}
