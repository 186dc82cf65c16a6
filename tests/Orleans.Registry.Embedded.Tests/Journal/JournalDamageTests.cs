using Orleans.Registry.Embedded.Journal;

namespace Orleans.Registry.Embedded.Tests.Journal;

/// <summary>What a crash cannot leave is refused: with the file, the place and what to do, and without touching anything.</summary>
public sealed class JournalDamageTests
{
    [Fact]
    public async Task Any_bit_wrong_in_the_middle_is_refused_with_its_frame()
    {
        using var crashed = await WrittenAsync(appends: 4);
        var frame = JournalLab.Frames(crashed.LastSegment)[1];
        for (var at = frame.Offset; at < frame.Offset + frame.Length; at++)
        {
            JournalLab.Flip(crashed.LastSegment, at);

            var refusal = await crashed.RefusalAsync();

            Assert.Contains($"'{crashed.LastSegment}' is damaged at offset {frame.Offset}:", refusal, StringComparison.Ordinal);
            Assert.Contains("Restore the directory from a backup", refusal, StringComparison.Ordinal);
            JournalLab.Flip(crashed.LastSegment, at);
        }

        Assert.Equal(new Revision(4), await crashed.RevisionAsync("orders"));
    }

    [Fact]
    public async Task The_last_change_damaged_after_an_orderly_close_is_refused()
    {
        using var lab = await WrittenAsync(appends: 3);
        var frame = JournalLab.Frames(lab.LastSegment)[^2];
        JournalLab.Flip(lab.LastSegment, frame.Offset + 50);

        Assert.Contains($"offset {frame.Offset}:", await lab.RefusalAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_frame_that_is_missing_from_the_middle_is_refused()
    {
        using var lab = await WrittenAsync(appends: 3);
        var bytes = await File.ReadAllBytesAsync(lab.LastSegment);
        var frame = JournalLab.Frames(lab.LastSegment)[1];
        await File.WriteAllBytesAsync(lab.LastSegment, [.. bytes[..frame.Offset], .. bytes[(frame.Offset + frame.Length)..]]);

        Assert.Contains("frame 3 stands where frame 2 belongs", await lab.RefusalAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_bit_wrong_in_a_file_header_is_refused()
    {
        using var lab = await WrittenAsync(appends: 1);
        for (var at = 0; at < FileHeader.Size; at++)
        {
            JournalLab.Flip(lab.LastSegment, at);
            await lab.RefusalAsync();
            JournalLab.Flip(lab.LastSegment, at);
        }

        Assert.Equal(new Revision(1), await lab.RevisionAsync("orders"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(63)]
    public async Task A_file_shorter_than_its_header_is_refused(int length)
    {
        using var lab = await WrittenAsync(appends: 1);
        await File.WriteAllBytesAsync(lab.LastSegment, (await File.ReadAllBytesAsync(lab.LastSegment))[..length]);

        Assert.Contains("offset 0", await lab.RefusalAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_format_is_refused_and_says_which_version_to_start()
    {
        using var lab = await WrittenAsync(appends: 1);
        var bytes = await File.ReadAllBytesAsync(lab.LastSegment);
        bytes[8] = 2;
        await File.WriteAllBytesAsync(lab.LastSegment, bytes);

        var refusal = await lab.RefusalAsync();

        Assert.Contains("is of journal format 2; this version reads formats 1 to 1", refusal, StringComparison.Ordinal);
        Assert.Contains("or a newer one", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_foreign_file_under_our_name_is_refused()
    {
        using var lab = new JournalLab();
        await File.WriteAllTextAsync(Path.Combine(lab.Path, FileNames.Segment(1)), "2030-01-02 12:00:00 something else was logged here, and more than a header's length of it");

        Assert.Contains("this is not a registry segment file", await lab.RefusalAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_of_other_names_are_left_alone()
    {
        using var lab = await WrittenAsync(appends: 1);
        var readme = Path.Combine(lab.Path, "README.txt");
        var almost = Path.Combine(lab.Path, "journal-1x.log.tmp");
        await File.WriteAllTextAsync(readme, "keep me");
        await File.WriteAllTextAsync(almost, "me too");

        Assert.Equal(new Revision(1), await lab.RevisionAsync("orders"));
        Assert.True(File.Exists(readme) && File.Exists(almost));
    }

    [Fact]
    public async Task A_segment_of_another_store_is_refused()
    {
        using var lab = await SegmentedAsync();
        using var other = await SegmentedAsync();
        File.Copy(other.Segments[1], lab.Segments[1], overwrite: true);

        Assert.Contains("put here from elsewhere", await lab.RefusalAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_segment_is_refused_by_name()
    {
        foreach (var missing in (int[])[0, 1])
        {
            using var lab = await SegmentedAsync();
            var name = Path.GetFileName(lab.Segments[missing]);
            File.Delete(lab.Segments[missing]);

            Assert.Contains($"lacks the file '{name}'", await lab.RefusalAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_segment_cut_off_between_two_frames_is_refused()
    {
        using var lab = await SegmentedAsync();
        var last = JournalLab.Frames(lab.Segments[0])[^1];
        await File.WriteAllBytesAsync(lab.Segments[0], (await File.ReadAllBytesAsync(lab.Segments[0]))[..last.Offset]);

        Assert.Contains($"'{lab.Segments[1]}' is damaged at offset 0: it begins with frame", await lab.RefusalAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_torn_frame_in_a_segment_that_is_not_the_last_is_refused()
    {
        using var lab = await SegmentedAsync();
        var last = JournalLab.Frames(lab.Segments[0])[^1];
        JournalLab.Flip(lab.Segments[0], last.Offset + last.Length - 1);

        Assert.Contains($"'{lab.Segments[0]}' is damaged at offset {last.Offset}", await lab.RefusalAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_byte_wrong_in_a_snapshot_is_refused()
    {
        using var lab = await CompactedAsync();
        var snapshot = Assert.Single(lab.Snapshots);
        for (var at = 0; at < new FileInfo(snapshot).Length; at++)
        {
            JournalLab.Flip(snapshot, at);
            Assert.Contains(snapshot, await lab.RefusalAsync(), StringComparison.Ordinal);
            JournalLab.Flip(snapshot, at);
        }

        Assert.Equal(new Revision(3), await lab.RevisionAsync("orders"));
    }

    [Fact]
    public async Task A_snapshot_cut_off_anywhere_is_refused()
    {
        using var lab = await CompactedAsync();
        var snapshot = Assert.Single(lab.Snapshots);
        var bytes = await File.ReadAllBytesAsync(snapshot);
        foreach (var (offset, length) in JournalLab.Frames(snapshot))
        {
            foreach (var kept in (int[])[offset, offset + 1, offset + length - 1])
            {
                await File.WriteAllBytesAsync(snapshot, bytes[..kept]);
                Assert.Contains("the snapshot is not whole", await lab.RefusalAsync(), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task A_missing_segment_behind_a_snapshot_is_refused()
    {
        using var lab = await CompactedAsync();
        var name = Path.GetFileName(lab.LastSegment);
        File.Delete(lab.LastSegment);

        Assert.Contains($"lacks the file '{name}': it follows 'snapshot-", await lab.RefusalAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_snapshot_is_refused()
    {
        using var lab = await CompactedAsync();
        File.Delete(lab.Snapshots[0]);

        Assert.Contains("lacks the file 'journal-0000000001.log'", await lab.RefusalAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damage_that_comes_while_it_is_open_is_told_by_the_next_read()
    {
        using var lab = new JournalLab();
        await using var session = await lab.OpenAsync();
        await session.MustSendAsync("orders", d => d.SetOverride("a"));
        await session.MustSendAsync("orders", d => d.SetOverride("b"));
        JournalLab.Flip(lab.LastSegment, JournalLab.Frames(lab.LastSegment)[1].Offset + 50);

        var refusal = await Assert.ThrowsAsync<StoreCorruptException>(
            async () => await session.Store.LoadAsync(ServiceName.Parse("orders"), CancellationToken.None));

        Assert.Contains("what was written here is no longer here", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task<JournalLab> WrittenAsync(int appends)
    {
        var lab = new JournalLab();
        await using var session = await lab.OpenAsync();
        for (var i = 0; i < appends; i++)
        {
            await session.MustSendAsync("orders", d => d.SetOverride("a"));
        }

        return lab;
    }

    /// <summary>A journal of three segments and no snapshot.</summary>
    private static async Task<JournalLab> SegmentedAsync()
    {
        var lab = new JournalLab();
        await using var store = lab.CreateStore();
        await store.OpenAsync(CancellationToken.None);
        var script = new ConformanceTests.Stores.Records.ServiceScript(ServiceName.Parse("orders"), new Epoch(7));
        while (lab.Segments.Count < 3)
        {
            var append = script.Draft().Register("a").Register("b").Register("c").Build();
            Assert.Equal(AppendStatus.Appended, await store.AppendAsync(append, CancellationToken.None));
            script.Commit(append);
        }

        // The third segment must hold something, or it may be taken for the end.
        await store.AppendAsync(script.Draft().Remove("a").Build(), CancellationToken.None);
        return lab;
    }

    private static async Task<JournalLab> CompactedAsync()
    {
        var lab = new JournalLab();
        await using var session = await lab.OpenAsync();
        await session.MustSendAsync("orders", d => d.SetOverride("a"));
        await session.MustSendAsync("orders", d => d.SetOverride("b"));
        await ((JournalRegistryStore)session.Store).Compactor.CompactAsync();
        await session.MustSendAsync("orders", d => d.SetOverride("c"));
        return lab;
    }
}
