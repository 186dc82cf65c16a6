using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Registry.Embedded;

namespace Orleans.Registry.Benchmarks.Load;

/// <summary>The journal with fsync. It has no server; its bytes are those of its files, known once they are closed.</summary>
internal sealed class JournalBackend : StoreBackend
{
    private readonly string _root = Directory.CreateTempSubdirectory("registry-stores-").FullName;
    private int _stores;

    public override string Name => "journal, fsync";

    public override string RawName => "-";

    public override IRegistryStore CreateStore() => new JournalRegistryStore(
        new JournalStoreOptions { Directory = Path.Combine(_root, $"{Interlocked.Increment(ref _stores)}"), SegmentBytes = 1L << 30 },
        TimeProvider.System,
        NullLogger<JournalRegistryStore>.Instance);

    public override Task<long> WrittenAsync()
        => Task.FromResult(new DirectoryInfo(_root).EnumerateFiles("journal-*", SearchOption.AllDirectories).Sum(static f => f.Length));

    public override Task<double> MeasureRawAsync(int clients, int bytes) => Task.FromResult(0.0);

    public override ValueTask DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return ValueTask.CompletedTask;
    }
}
