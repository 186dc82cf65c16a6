using Orleans.Registry.TestKit;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.ConformanceTests.Registries.Aspects;

/// <summary>Many writers at once: one total order of changes per service, seen whole by everybody (P2, P3).</summary>
public abstract class ConcurrencyConformance(IRegistryFactory factory) : ServiceRegistryConformance(factory)
{
    private const int Writers = 64;

    /// <summary>Steps of each writer. Default 12.</summary>
    protected virtual int Steps => 12;

    [ServerFact]
    public async Task Writers_of_one_service_make_one_order_of_changes_that_a_watch_sees_whole()
    {
        var watches = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => RecordAsync()));

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(w => Task.Run(() => LiveAsync(new Random(w), Orders, $"orders-{w}"))));

        var final = await ReadAsync();
        foreach (var watch in watches)
        {
            await watch.ShowsAsync(final);
        }

        Assert.Equal(final.Revision.Value, watches[0].Changes.Count + watches[0].Snapshots[0].Position.Revision.Value);
        await AssertStatsFitAsync(final);
    }

    [ServerFact]
    public async Task Writers_of_many_services_keep_each_in_its_own_order()
    {
        var services = Enumerable.Range(0, Writers).Select(static i => ServiceName.Parse($"service-{i}")).ToArray();
        var watch = await RecordAsync(services);

        await Task.WhenAll(services.Select((service, i) => Task.Run(() => LiveAsync(new Random(i), service, $"{service}-1"))));

        foreach (var service in services)
        {
            await watch.ShowsAsync(await ReadAsync(service));
        }
    }

    [ServerFact]
    public async Task Writers_of_one_instance_take_turns()
    {
        await RegisterAsync("orders-1");
        var watch = await RecordAsync();

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(w => Task.Run(async () =>
        {
            for (var i = 0; i < Steps; i++)
            {
                await CountUpAsync(Sample.Id("orders-1"));
            }
        })));

        await watch.ShowsAsync(await ReadAsync());
        Assert.Equal($"{Writers * Steps}", (await ReadAsync(Sample.Id("orders-1"))).Details.Metadata["count"]);
        Assert.Equal(1 + (Writers * Steps), (await ReadAsync()).Revision.Value);
    }

    [ServerFact]
    public async Task An_id_raced_for_by_many_services_goes_to_one()
    {
        for (var round = 0; round < 5; round++)
        {
            var id = $"raced-{round}";
            var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(()
                => Registry.RegisterAsync(Sample.Registration(id, $"service-{i}"), default, Limit).AsTask())));

            var winner = Assert.Single(results, static r => r.IsSuccess).Value!;
            Assert.All(results.Where(static r => !r.IsSuccess), static r => Assert.Equal(RegistryErrorCode.InstanceIdInUse, r.Error!.Code));
            Assert.Equal(winner.Instance.Service, (await ReadAsync(Sample.Id(id))).Service);
            var holders = (await Registry.ListServicesAsync(new ServiceListQuery { Prefix = "service-" }, Limit)).GetValueOrThrow().Services;
            Assert.Equal(round + 1, holders.Sum(static s => s.Instances));
        }
    }

    [ServerFact]
    public async Task A_registration_raced_for_by_many_processes_is_new_once()
    {
        var receipts = await Task.WhenAll(Enumerable.Range(1, Writers).Select(w => Task.Run(()
            => RegisterAsync(Sample.Registration("orders-1", incarnation: (ulong)w)))));

        Assert.Single(receipts, static r => r.IsNew);
        Assert.Equal(Writers, receipts.Select(static r => r.Position).Distinct().Count());
        var last = receipts.MaxBy(static r => r.Position.Revision)!;
        Assert.Equal(last.Instance.Incarnation, (await ReadAsync(Sample.Id("orders-1"))).Incarnation);
    }

    [ServerFact]
    public async Task Readers_and_renewers_go_on_while_it_is_written()
    {
        await RegisterAsync("stays");
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Limit);
        var reading = Enumerable.Range(0, 4).Select(_ => Task.Run(() => ReadUntilAsync(done.Token))).ToList();

        await Task.WhenAll(Enumerable.Range(0, 16).Select(w => Task.Run(() => LiveAsync(new Random(w), Orders, $"orders-{w}"))));
        await done.CancelAsync();

        await Eventually.EndsAsync(Task.WhenAll(reading), TimeSpan.FromSeconds(60));
    }

    // The checks of the registry itself see to freshness: an owner never goes back.
    private async Task ReadUntilAsync(CancellationToken done)
    {
        do
        {
            Assert.NotNull((await Registry.GetServiceAsync(Orders, null, Limit)).GetValueOrThrow().Snapshot.Find(Sample.Id("stays")));
            Assert.Contains(
                (await Registry.DiscoverAsync(Orders, InstanceQuery.Healthy, null, Limit)).GetValueOrThrow().Instances, static i => i.Id == Sample.Id("stays"));
            Assert.Equal(RenewalOutcome.Renewed, await RenewAsync(Sample.Id("stays")));
            await Registry.ListServicesAsync(new ServiceListQuery(), Limit);
            await Registry.GetStatsAsync(Limit);
        }
        while (!done.IsCancellationRequested);
    }

    private async Task LiveAsync(Random random, ServiceName service, string id)
    {
        for (var step = 0; step < Steps; step++)
        {
            var instance = Sample.Id(id);
            var result = random.Next(7) switch
            {
                0 => (await Registry.DeregisterAsync(instance, cancellationToken: Limit)).Error,
                1 => (await Registry.ReportHealthAsync(instance, new HealthReport(InstanceSignal.CheckFailed, "disk"), default, Limit)).Error,
                2 => (await Registry.ReportHealthAsync(instance, new HealthReport(InstanceSignal.CheckPassed, "disk"), default, Limit)).Error,
                3 => (await Registry.SetOverrideAsync(instance, new OverrideRequest(InstanceStatus.OutOfService, $"{step}"), default, Limit)).Error,
                4 => (await Registry.ClearOverrideAsync(instance, default, Limit)).Error,
                5 => (await Registry.UpdateAsync(instance, new InstanceUpdate { Weight = step }, default, Limit)).Error,
                _ => (await Registry.RegisterAsync(Sample.Registration(id, service.Value, incarnation: (ulong)step), default, Limit)).Error,
            };
            Assert.True(result is null or { Code: RegistryErrorCode.InstanceNotFound }, result?.ToString());
        }

        await RegisterAsync(Sample.Registration(id, service.Value));
    }

    private async Task CountUpAsync(InstanceId id)
    {
        while (true)
        {
            var seen = await ReadAsync(id);
            var count = int.Parse(seen.Details.Metadata.GetValueOrDefault("count", "0"), System.Globalization.CultureInfo.InvariantCulture);
            var update = new InstanceUpdate { Metadata = new Dictionary<string, string?> { ["count"] = $"{count + 1}" }, ExpectedRevision = seen.ModifiedRevision };
            var result = await Registry.UpdateAsync(id, update, default, Limit);
            if (result.IsSuccess)
            {
                return;
            }

            Assert.Equal(RegistryErrorCode.VersionConflict, result.Error.Code);
        }
    }

    private async Task AssertStatsFitAsync(ServiceSnapshot snapshot)
    {
        var stats = (await Registry.GetStatsAsync(Limit)).GetValueOrThrow();
        Assert.Equal(snapshot.Revision.Value, stats.Changes);
        foreach (var (status, count) in stats.Instances)
        {
            Assert.Equal(snapshot.Instances.Count(i => i.Status == status), count);
        }
    }
}
