using Orleans.Registry.ConformanceTests.Stores;
using Orleans.Registry.Embedded.Journal;
using Orleans.Registry.TestKit;

namespace Orleans.Registry.Embedded.Tests.Journal;

/// <summary>A journal on real files: opened, closed, copied as a crash would leave it, and looked into.</summary>
internal sealed class JournalLab : IDisposable
{
    /// <summary>Event ids of the log.</summary>
    public const int TailRepaired = 4101;

    public const int CompactionFailed = 4106;

    public const int ImagesBehind = 4107;

    private readonly TemporaryDirectory _directory;

    public JournalLab()
        : this(new TemporaryDirectory())
    {
    }

    private JournalLab(TemporaryDirectory directory) => _directory = directory;

    public ManualTimeProvider Time { get; } = new();

    public RecordingLogger Logger { get; } = new();

    public StoreDurability Durability { get; init; } = StoreDurability.Disk;

    public long SegmentBytes { get; init; } = 64 << 10;

    public string Path => _directory.Path;

    public IReadOnlyList<string> Segments => _directory.Files("*.log");

    public IReadOnlyList<string> Snapshots => _directory.Files("*.snap");

    public string LastSegment => Segments[^1];

    public JournalRegistryStore CreateStore(IJournalDirectory? directory = null) => new(
        new JournalStoreOptions { Directory = Path, Durability = Durability, SegmentBytes = SegmentBytes },
        Time,
        Logger,
        meterFactory: null,
        directory);

    /// <summary>Opens the journal as a registry does.</summary>
    public Task<StoreSession> OpenAsync() => StoreSession.OpenAsync(CreateStore(), new StoreSetup(), CancellationToken.None);

    /// <summary>Opens the journal, checks that it can be written on, and says where a service stands.</summary>
    public async Task<Revision> RevisionAsync(string service)
    {
        await using var session = await OpenAsync();
        var revision = session.Script(service).Revision;
        await session.MustSendAsync("other", d => d.SetOverride("x"));
        await session.VerifyAsync();
        return revision;
    }

    /// <summary>The refusal to open the journal, and that it has changed nothing.</summary>
    public async Task<string> RefusalAsync()
    {
        var before = Contents();
        await using var store = CreateStore();
        var refusal = await Assert.ThrowsAsync<StoreCorruptException>(async () => await store.OpenAsync(CancellationToken.None));
        Assert.Equal(before, Contents());
        return refusal.Message;
    }

    /// <summary>What is on the disk now, as another process would find it if this one were killed.</summary>
    public JournalLab Crashed() => new(_directory.Copy()) { Durability = Durability, SegmentBytes = SegmentBytes };

    /// <summary>Offset and length of each frame of a file.</summary>
    public static IReadOnlyList<(int Offset, int Length)> Frames(string path)
    {
        var name = System.IO.Path.GetFileName(path);
        using var file = new DiskDirectory(System.IO.Path.GetDirectoryName(path)!).OpenFile(name, writable: false);
        var (_, seed) = FileHeader.Read(file, name.EndsWith(".log", StringComparison.Ordinal) ? FileKind.Segment : FileKind.Snapshot);
        var reader = new FrameReader(file, seed, file.Length);
        List<(int, int)> frames = [];
        for (var at = reader.Offset; reader.Read(out _, out _) == FrameStatus.Frame; at = reader.Offset)
        {
            frames.Add(((int)at, (int)(reader.Offset - at)));
        }

        return frames;
    }

    /// <summary>Flips one bit.</summary>
    public static void Flip(string path, int offset)
    {
        using var file = File.OpenHandle(path, access: FileAccess.ReadWrite);
        var one = new byte[1];
        RandomAccess.Read(file, one, offset);
        one[0] ^= (byte)(1 << (offset % 8));
        RandomAccess.Write(file, one, offset);
    }

    public void Dispose() => _directory.Dispose();

    private Dictionary<string, string> Contents()
        => Directory.GetFiles(Path).Where(static f => !System.IO.Path.GetFileName(f).StartsWith(FileNames.Lock, StringComparison.Ordinal))
            .ToDictionary(static f => f, static f => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f))));
}
