using System.Globalization;
using Orleans.Registry.ConformanceTests.Stores.Records;
using Orleans.Registry.Embedded.Tests.Journal.Crashes;

namespace Orleans.Registry.Embedded.Tests.Journal;

/// <summary>A real process on real files, killed with SIGKILL in the middle of writing, rotating and compacting.</summary>
public sealed class JournalKillTests
{
    private const int Kills = 8;

    [Theory]
    [InlineData(StoreDurability.Disk)]
    [InlineData(StoreDurability.OperatingSystem)]
    public async Task Everything_acknowledged_is_there_after_every_kill(StoreDurability durability)
    {
        using var lab = new JournalLab { Durability = durability };
        var acknowledged = new Revision[CrashScript.Services];
        var random = new Random(20260329);
        for (var kill = 0; kill < Kills; kill++)
        {
            await WriteAndKillAsync(lab, durability, acknowledged, lines: random.Next(1, 1500));
            await VerifyAsync(lab, acknowledged);
        }

        Assert.NotEmpty(lab.Snapshots);
    }

    private static async Task WriteAndKillAsync(JournalLab lab, StoreDurability durability, Revision[] acknowledged, int lines)
    {
        using var child = ChildProcess.Start(ChildProcess.Write, lab.Path, durability.ToString());
        Assert.Equal("ready", await child.ReadLineAsync());
        for (var line = 0; line < lines; line++)
        {
            Take(await child.ReadLineAsync(), acknowledged);
        }

        await child.KillAsync();
        while (await child.ReadLineAsync() is { } late)
        {
            // The last line may be cut short: it says nothing then.
            Take(late, acknowledged);
        }
    }

    private static void Take(string? line, Revision[] acknowledged)
    {
        var parts = line!.Split(' ');
        Assert.NotEqual("refused", parts[0]);
        if (parts is [var number, { Length: > 0 } revision])
        {
            ref var known = ref acknowledged[int.Parse(number, CultureInfo.InvariantCulture)];
            known = new Revision(Math.Max(known.Value, long.Parse(revision, CultureInfo.InvariantCulture)));
        }
    }

    private static async Task VerifyAsync(JournalLab lab, Revision[] acknowledged)
    {
        await using var store = lab.CreateStore();
        await store.OpenAsync(CancellationToken.None);
        var found = new Revision[CrashScript.Services];
        await foreach (var image in store.LoadAllAsync(CancellationToken.None))
        {
            var number = int.Parse(image.Service.Value.AsSpan("service-".Length), CultureInfo.InvariantCulture);
            found[number] = image.Revision;
            RecordAssert.Same(CrashScript.At(number, image.Revision).Image(int.MaxValue), image, leastLog: 4096);
        }

        for (var i = 0; i < found.Length; i++)
        {
            Assert.True(found[i] >= acknowledged[i], $"service-{i} is at revision {found[i]}, but {acknowledged[i]} was acknowledged.");
        }
    }
}
