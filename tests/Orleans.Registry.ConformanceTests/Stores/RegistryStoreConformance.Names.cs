using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.ConformanceTests.Stores;

/// <content>Names and ids that tempt a store to mix things up.</content>
public abstract partial class RegistryStoreConformance
{
    /// <summary>Ids with the separators, wildcards, escapes and quotes of key schemes, patterns, paths and scripts.</summary>
    private static readonly string[] HostileIds =
    [
        "a", "a.b", "a-b", "a_b", "a:b", "a/b", "a//b", "a%2Fb", "a%", "%", "*", "?", "[a-z]", "{a}", "{", "}", "a}b{c", "\\", "a\\0b", "'", "\"",
        "`", "$", "$1", "@", "#", "&", "|", ";", ",", "+", "=", "<", ">", "~", "^", "!", "(", ")", "..", ".", "../../etc/passwd", "A", "a.B",
        "ä", "a\u0308", "日本語", "Ω≈ç√", "🚀", "👩🏽", "\u0665", "ﷺ", "ß", "SS", "İ", "ı", "nil", "null", "NaN", "-1", "0", "00", "1e9", "true",
        "meta", "instances", "log", "claim", "format", "KEYS[1]", "redis.call", "\uffe5", "a'b\"c`d",
    ];

    /// <summary>Service names that are prefixes of each other or look like parts of a key.</summary>
    private static readonly string[] HostileServices =
    [
        "a", "a.b", "a-b", "a_b", "a.b.c", "a.", "a-", "-", ".", "..", "_", "meta", "instances", "log", "claim", "format", "0", "00", "1",
    ];

    [ServerFact]
    public async Task Hostile_instance_ids_are_kept_apart()
    {
        var session = await OpenAsync();
        string[] ids = [.. HostileIds, new string('x', InstanceId.MaxLength), new string('語', InstanceId.MaxLength), string.Concat(Enumerable.Repeat("🚀", 128))];
        Assert.All(ids, id => Assert.True(InstanceId.TryParse(id, out _), id));
        foreach (var id in ids)
        {
            await session.MustSendAsync("orders", d => d.Register(id));
        }

        await session.VerifyAsync();
        foreach (var id in ids.Where((_, i) => i % 2 == 0))
        {
            await session.MustSendAsync("orders", d => d.Remove(id).ClearOverride(id));
        }

        await session.VerifyAsync();
        await HistoryIsWholeAsync(session, "orders");
    }

    [ServerFact]
    public async Task Hostile_service_names_are_kept_apart()
    {
        var session = await OpenAsync();
        string[] services = [.. HostileServices, new string('z', ServiceName.MaxLength), new string('z', ServiceName.MaxLength - 1)];
        foreach (var service in services)
        {
            await session.MustSendAsync(service, d => d.Register("a").SetPolicy());
        }

        await session.MustSendAsync("a", d => d.Remove("a").ClearOverride("a"));

        await session.VerifyAsync();
        foreach (var service in services)
        {
            await HistoryIsWholeAsync(session, service);
        }
    }
}
