namespace Orleans.Registry.ConformanceTests.Stores.Records;

/// <summary>Services with something of everything that a store keeps, as a copy must bring them over.</summary>
public static class SampleFleet
{
    /// <summary>Versions of documents that stores keep.</summary>
    private const int KeptVersions = 32;

    /// <summary>The images; logs hold at most a number of changes.</summary>
    public static IReadOnlyList<ServiceImage> Images(int logCapacity)
    {
        List<ServiceScript> scripts = [Orders(), Large(1_200), Small("a"), Small("a.b_c-d"), Small(new string('n', 128))];
        scripts.AddRange(Enumerable.Range(0, 40).Select(i => Small($"service-{i}")));
        return [.. scripts.Select(s => Trimmed(s.Image(logCapacity)))];
    }

    /// <summary>As a stream, which breaks off after a number of services.</summary>
    public static async IAsyncEnumerable<ServiceImage> StreamAsync(IEnumerable<ServiceImage> images, int breakAfter = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(images);
        foreach (var image in images)
        {
            await Task.Yield();
            yield return breakAfter-- > 0 ? image : throw new StoreUnavailableException("The source went away.");
        }
    }

    private static ServiceScript Orders()
    {
        var script = new ServiceScript(ServiceName.Parse("orders"), new Epoch(0xfedc_ba98_7654_3210));
        Send(script, d => d.Register("a").Register("b/c d\u00e9".Replace(' ', '-')).Register("{hash}:tag").SetOverride("never-registered"));
        Send(script, d => d.Update("a").Remove("{hash}:tag", RemovalReason.Expired).SetPolicy().SetConfiguration());
        for (var i = 0; i < 40; i++)
        {
            Send(script, d => d.SetPolicy().SetConfiguration());
        }

        return script;
    }

    private static ServiceScript Large(int instances)
    {
        var script = new ServiceScript(ServiceName.Parse("large"), new Epoch(7));
        foreach (var ids in Enumerable.Range(0, instances).Chunk(100))
        {
            Send(script, d =>
            {
                foreach (var id in ids)
                {
                    d.Register($"instance-{id}");
                }
            });
        }

        return script;
    }

    private static ServiceScript Small(string name)
    {
        var script = new ServiceScript(ServiceName.Parse(name), new Epoch((ulong)name.Length + 1));
        Send(script, d => d.Register($"{name}-1").Update($"{name}-1"));
        return script;
    }

    private static void Send(ServiceScript script, Action<AppendDraft> changes)
    {
        var draft = script.Draft();
        changes(draft);
        script.Commit(draft.Build());
    }

    private static ServiceImage Trimmed(ServiceImage image)
        => image with { Policies = [.. image.Policies.TakeLast(KeptVersions)], Configurations = [.. image.Configurations.TakeLast(KeptVersions)] };
}
