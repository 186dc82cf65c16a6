using System.Text;
using Orleans.Registry.Embedded.Journal;

namespace Orleans.Registry.Embedded.Tests.Journal;

public sealed class JournalFormatTests
{
    [Theory]
    [InlineData("", 0u)]
    [InlineData("123456789", 0xE306_9283u)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x2262_0404u)]
    public void Checksum_is_crc32c(string text, uint expected) => Assert.Equal(expected, Checksum.Of(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Checksum_of_parts_is_that_of_the_whole()
    {
        var bytes = Encoding.ASCII.GetBytes("The quick brown fox jumps over the lazy dog");
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            Assert.Equal(Checksum.Of(bytes), Checksum.Of(bytes.AsSpan(cut), Checksum.Of(bytes.AsSpan(0, cut))));
        }
    }

    [Theory]
    [InlineData("journal-0000000001.log", 1)]
    [InlineData("journal-12345678901.log", 12345678901)]
    [InlineData("journal-0000000000.log", 0)]
    [InlineData("journal--000000001.log", 0)]
    [InlineData("journal-00000x0001.log", 0)]
    [InlineData("journal-.log", 0)]
    [InlineData("journal-0000000001.log.tmp", 0)]
    [InlineData("snapshot-0000000001.snap", 0)]
    public void Names_of_segments_are_told_from_others(string name, long number)
    {
        Assert.Equal(number > 0, FileNames.IsSegment(name, out var found));
        Assert.Equal(number, number > 0 ? found : 0);
    }

    [Fact]
    public void Frames_of_all_sizes_are_read_across_the_blocks_of_the_reader()
    {
        using var directory = new TemporaryDirectory();
        using var file = new DiskDirectory(directory.Path).CreateFile("frames");
        var random = new Random(3);
        List<byte[]> bodies = [.. Enumerable.Range(0, 400).Select(i => new byte[i % 50 == 49 ? 3_000_000 : random.Next(0, 20_000)])];
        bodies.ForEach(random.NextBytes);
        Span<byte> head = stackalloc byte[FileHeader.Size];
        var seed = new FileHeader(FileKind.Segment, Guid.NewGuid(), 1, 1, DateTimeOffset.UnixEpoch).Write(head);
        file.Write(head, 0);
        var position = (long)FileHeader.Size;
        var buffer = new FrameBuffer();
        for (var i = 0; i < bodies.Count; i++)
        {
            buffer.Add(RecordKind.Append, bodies[i]);
            var frame = buffer.Seal(i + 1, 0, seed);
            file.Write(frame, position);
            position += frame.Length;
            buffer.Clear();
        }

        var reader = new FrameReader(file, seed, file.Length);
        foreach (var body in bodies)
        {
            Assert.Equal(FrameStatus.Frame, reader.Read(out _, out var records));
            RecordHeader.Take(ref records, out var found);
            Assert.True(found.SequenceEqual(body) && records.IsEmpty);
        }

        Assert.Equal(FrameStatus.End, reader.Read(out _, out _));
    }

    [Fact]
    public void Options_that_are_wrong_are_all_told_at_once()
    {
        var options = new JournalStoreOptions
        {
            Directory = " ",
            Durability = StoreDurability.External,
            SegmentBytes = 1,
            LogCapacity = -1,
            SyncInterval = TimeSpan.Zero,
        };

        Assert.Equal(
            ["Directory", "Durability", "SegmentBytes", "LogCapacity", "SyncInterval"], options.Validate().Select(static e => e.Field));
        var refusal = Assert.Throws<ArgumentException>(() => new JournalRegistryStore(options, TimeProvider.System, new RecordingLogger()));
        Assert.All(options.Validate(), e => Assert.Contains(e.Message, refusal.Message, StringComparison.Ordinal));
    }
}
