using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Registry.Embedded.Tests.Journal;
using Orleans.Registry.Embedded.Tests.Sharing;

namespace Orleans.Registry.Embedded.Tests.Conformance;

/// <summary>A directory of journal files, written to disk before anything is acknowledged, in segments so small that it compacts.</summary>
internal sealed class JournalStorage : ITestStorage
{
    private TemporaryDirectory? _directory;

    public IRegistryStore CreateStore(int logCapacity)
    {
        _directory ??= new TemporaryDirectory();
        var options = new JournalStoreOptions { Directory = _directory.Path, LogCapacity = logCapacity, SegmentBytes = 64 << 10 };
        return new JournalRegistryStore(options, TimeProvider.System, NullLogger<JournalRegistryStore>.Instance);
    }

    public void Wipe()
    {
        _directory?.Dispose();
        _directory = null;
    }
}
