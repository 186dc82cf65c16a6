using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Registry.ConformanceTests.Stores.Records;

namespace Orleans.Registry.Embedded.Tests.Journal.Crashes;

/// <summary>
/// The child: opens a journal in a directory and, to be killed meanwhile, writes to it from several threads, telling on its
/// output what was acknowledged.
/// </summary>
internal sealed class CrashWriter : IServiceImageSource
{
    private readonly ServiceScript[] _scripts = [.. Enumerable.Range(0, CrashScript.Services).Select(static i => CrashScript.At(i, Revision.None))];
    private readonly Lock _output = new();

    public static async Task<int> RunAsync(string mode, string directory, StoreDurability durability)
    {
        var options = new JournalStoreOptions { Directory = directory, Durability = durability, SegmentBytes = 64 << 10 };
        await using var store = new JournalRegistryStore(options, TimeProvider.System, NullLogger<JournalRegistryStore>.Instance);
        await store.OpenAsync(CancellationToken.None);
        var writer = new CrashWriter();
        await writer.LoadAsync(store);
        writer.Tell("ready");
        if (mode == ChildProcess.Write)
        {
            await Task.WhenAll(Enumerable.Range(0, CrashScript.Services).Select(i => Task.Run(() => writer.WriteAsync(store, i))));
        }

        await Console.In.ReadLineAsync();
        return 0;
    }

    public async IAsyncEnumerable<ServiceImage> CaptureAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        foreach (var script in _scripts)
        {
            ServiceImage image;
            lock (script)
            {
                image = script.Image(4096);
            }

            yield return image;
        }
    }

    private async Task LoadAsync(JournalRegistryStore store)
    {
        await foreach (var image in store.LoadAllAsync(CancellationToken.None))
        {
            _scripts[Array.FindIndex(_scripts, s => s.Service == image.Service)] = new ServiceScript(image);
        }

        store.Attach(this);
    }

    private async Task WriteAsync(JournalRegistryStore store, int number)
    {
        var script = _scripts[number];
        while (true)
        {
            var append = CrashScript.Next(script);
            if (await store.AppendAsync(append, CancellationToken.None) != AppendStatus.Appended)
            {
                Tell($"refused {number}");
                return;
            }

            lock (script)
            {
                script.Commit(append);
            }

            Tell($"{number} {script.Revision}");
        }
    }

    // One write of the system per line: what was told before the kill is in the pipe.
    private void Tell(string line)
    {
        lock (_output)
        {
            Console.Out.WriteLine(line);
            Console.Out.Flush();
        }
    }
}
