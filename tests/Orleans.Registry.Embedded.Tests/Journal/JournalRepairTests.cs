namespace Orleans.Registry.Embedded.Tests.Journal;

/// <summary>What a crash leaves at the end of the last segment is repaired, and nothing else is.</summary>
public sealed class JournalRepairTests
{
    [Theory]
    [InlineData(StoreDurability.Disk)]
    [InlineData(StoreDurability.OperatingSystem)]
    public async Task A_last_frame_cut_short_at_any_byte_is_taken_off(StoreDurability durability)
    {
        using var crashed = await WrittenAsync(durability, appends: 4);
        var bytes = await File.ReadAllBytesAsync(crashed.LastSegment);
        var last = JournalLab.Frames(crashed.LastSegment)[^1];
        for (var kept = 0; kept < last.Length; kept++)
        {
            using var torn = crashed.Crashed();
            await File.WriteAllBytesAsync(torn.LastSegment, bytes[..(last.Offset + kept)]);

            Assert.Equal(new Revision(3), await torn.RevisionAsync("orders"));
            Assert.Equal(kept > 0 ? 1 : 0, torn.Logger.Of(JournalLab.TailRepaired).Count);
            Assert.Equal(new Revision(3), await torn.RevisionAsync("orders"));
        }
    }

    [Fact]
    public async Task A_last_frame_of_which_only_the_front_reached_the_disk_is_taken_off()
    {
        using var crashed = await WrittenAsync(StoreDurability.Disk, appends: 4);
        var bytes = await File.ReadAllBytesAsync(crashed.LastSegment);
        var last = JournalLab.Frames(crashed.LastSegment)[^1];
        for (var kept = 1; kept < last.Length; kept++)
        {
            using var torn = crashed.Crashed();
            var half = bytes.ToArray();
            half.AsSpan(last.Offset + kept).Clear();
            await File.WriteAllBytesAsync(torn.LastSegment, half);

            // The lost end may have been zero to begin with.
            var isWhole = half.AsSpan().SequenceEqual(bytes);
            Assert.Equal(new Revision(isWhole ? 4 : 3), await torn.RevisionAsync("orders"));
        }
    }

    [Fact]
    public async Task A_last_frame_with_any_bit_wrong_is_taken_off_and_the_log_says_how_much()
    {
        using var crashed = await WrittenAsync(StoreDurability.Disk, appends: 3);
        var last = JournalLab.Frames(crashed.LastSegment)[^1];
        for (var at = last.Offset; at < last.Offset + last.Length; at++)
        {
            using var torn = crashed.Crashed();
            JournalLab.Flip(torn.LastSegment, at);

            Assert.Equal(new Revision(2), await torn.RevisionAsync("orders"));
            Assert.Contains($"at offset {last.Offset}", Assert.Single(torn.Logger.Of(JournalLab.TailRepaired)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Garbage_behind_the_last_frame_is_taken_off()
    {
        using var crashed = await WrittenAsync(StoreDurability.OperatingSystem, appends: 3);
        var garbage = new byte[100_000];
        new Random(7).NextBytes(garbage);
        await File.AppendAllBytesAsync(crashed.LastSegment, garbage);

        Assert.Equal(new Revision(3), await crashed.RevisionAsync("orders"));
        Assert.Contains("100000 bytes", Assert.Single(crashed.Logger.Of(JournalLab.TailRepaired)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Space_zeroed_ahead_is_no_damage()
    {
        using var crashed = await WrittenAsync(StoreDurability.Disk, appends: 3);
        var last = JournalLab.Frames(crashed.LastSegment)[^1];
        Assert.True(new FileInfo(crashed.LastSegment).Length > last.Offset + last.Length);

        Assert.Equal(new Revision(3), await crashed.RevisionAsync("orders"));
        Assert.Empty(crashed.Logger.Of(JournalLab.TailRepaired));
    }

    [Fact]
    public async Task What_was_never_synced_may_be_damaged_anywhere()
    {
        // Nothing waited for the disk, the power was cut, and the pages got there in any order.
        using var crashed = await WrittenAsync(StoreDurability.OperatingSystem, appends: 5);
        JournalLab.Flip(crashed.LastSegment, JournalLab.Frames(crashed.LastSegment)[2].Offset + 40);

        Assert.Equal(new Revision(2), await crashed.RevisionAsync("orders"));
    }

    [Fact]
    public async Task What_was_taken_off_never_comes_back()
    {
        using var crashed = await WrittenAsync(StoreDurability.OperatingSystem, appends: 5);
        var frames = JournalLab.Frames(crashed.LastSegment);
        JournalLab.Flip(crashed.LastSegment, frames[2].Offset + 40);
        await using var session = await crashed.OpenAsync();
        await session.MustSendAsync("orders", d => d.SetOverride("a"));
        using var again = crashed.Crashed();

        // The new third frame ends where the old fourth one began, with the number that it would follow.
        Assert.Equal(frames[2], JournalLab.Frames(again.LastSegment)[^1]);
        Assert.Equal(new Revision(3), await again.RevisionAsync("orders"));
    }

    [Fact]
    public async Task What_was_synced_in_the_background_may_not()
    {
        using var lab = new JournalLab { Durability = StoreDurability.OperatingSystem };
        await using var session = await lab.OpenAsync();
        await session.MustSendAsync("orders", d => d.SetOverride("a"));
        lab.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, ((JournalRegistryStore)session.Store).Instruments.Syncs);
        await session.MustSendAsync("orders", d => d.SetOverride("a"));
        using var crashed = lab.Crashed();
        JournalLab.Flip(crashed.LastSegment, JournalLab.Frames(crashed.LastSegment)[0].Offset + 40);

        Assert.Contains("damaged at offset 64", await crashed.RefusalAsync(), StringComparison.Ordinal);
    }

    private static async Task<JournalLab> WrittenAsync(StoreDurability durability, int appends)
    {
        using var lab = new JournalLab { Durability = durability };
        await using var session = await lab.OpenAsync();
        for (var i = 0; i < appends; i++)
        {
            await session.MustSendAsync("orders", d => d.SetOverride("a"));
        }

        return lab.Crashed();
    }
}
