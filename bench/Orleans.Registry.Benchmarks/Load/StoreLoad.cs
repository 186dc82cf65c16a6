using System.Buffers;
using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Registry.Embedded;

namespace Orleans.Registry.Benchmarks.Load;

/// <summary>
/// What the stores take: registrations a second in process, beside the servers' own tools on the same machine in the same run;
/// bytes that one changed instance costs in services of different size; bytes that renewals cost.
/// </summary>
internal static class StoreLoad
{
    private const int Services = 100;
    private const int Updates = 500;
    private const int Renewals = 1_000_000;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(4);
    private static readonly int[] Sizes = [100, 1_000, 10_000];

    /// <summary>Measures the stores whose name begins with a word; all of them with an empty one.</summary>
    public static async Task RunAsync(string only, bool withBytes)
    {
        (string Name, Func<Task<StoreBackend>> Start)[] stores =
        [
            ("journal", static () => Task.FromResult<StoreBackend>(new JournalBackend())),
            ("redis", static async () => await RedisBackend.StartAsync("everysec")),
            ("redis", static async () => await RedisBackend.StartAsync("always")),
            ("etcd", static async () => await EtcdBackend.StartAsync()),
        ];
        List<StoreBackend> backends = [];
        foreach (var (_, start) in stores.Where(s => s.Name.StartsWith(only, StringComparison.Ordinal)))
        {
            backends.Add(await start());
        }

        try
        {
            var bytes = RecordBytes();
            LoadBench.PrintHead(
                "Registrations in process, new instances over 100 services", "store", "writers", "changes/s", "mean ms", "CPU µs each", $"beside it, {bytes} bytes each", "writes/s", "ratio");
            foreach (var backend in backends)
            {
                foreach (var writers in (int[])[1, 16, 64])
                {
                    await PrintRateAsync(backend, writers, bytes);
                }
            }

            if (!withBytes)
            {
                return;
            }

            LoadBench.PrintHead(
                "Bytes written, as the server counts them", [.. (string[])["store"], .. Sizes.Select(static s => $"per changed instance of {s:#,0}"), "for a million renewals"]);
            foreach (var backend in backends)
            {
                await PrintBytesAsync(backend);
            }
        }
        finally
        {
            foreach (var backend in backends)
            {
                await backend.DisposeAsync();
            }
        }
    }

    private static async Task PrintRateAsync(StoreBackend backend, int writers, int bytes)
    {
        var before = await backend.MeasureRawAsync(writers, bytes);
        var (rate, cpu) = await MeasureAsync(backend, writers);
        var raw = (before + await backend.MeasureRawAsync(writers, bytes)) / 2;
        LoadBench.PrintRow(
            backend.Name,
            $"{writers}",
            LoadBench.Number(rate),
            $"{1000 * writers / rate:0.000}",
            LoadBench.Number(cpu),
            backend.RawName,
            raw > 0 ? LoadBench.Number(raw) : "-",
            raw > 0 ? $"{rate / raw:0.00}" : "-");
    }

    private static async Task<(double Rate, double CpuMicroseconds)> MeasureAsync(StoreBackend backend, int writers)
    {
        await using var registry = await StartAsync(backend.CreateStore());
        var next = 0;
        var cpu = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(async () =>
        {
            while (clock.Elapsed < Duration)
            {
                var number = Interlocked.Increment(ref next);
                (await registry.RegisterAsync(Fleet.Registration($"orders-{number % Services}", number))).GetValueOrThrow();
            }
        })));
        var rate = next / clock.Elapsed.TotalSeconds;
        cpu = Environment.CpuUsage.TotalTime - cpu;
        await registry.StopAsync(CancellationToken.None);
        return (rate, cpu.TotalMicroseconds / next);
    }

    private static async Task PrintBytesAsync(StoreBackend backend)
    {
        List<string> cells = [backend.Name];
        foreach (var size in Sizes)
        {
            cells.Add(LoadBench.Number(await BytesPerChangeAsync(backend, size)));
        }

        cells.Add($"{await BytesOfRenewalsAsync(backend)}");
        LoadBench.PrintRow([.. cells]);
    }

    // The journal zeroes its file ahead and cuts that off when it is closed, so everything is measured over whole lives: one
    // with the changes, one without.
    private static async Task<double> BytesPerChangeAsync(StoreBackend backend, int size)
        => (await BytesOfLifeAsync(backend, size, Updates) - await BytesOfLifeAsync(backend, size, 0)) / (double)Updates;

    private static async Task<long> BytesOfLifeAsync(StoreBackend backend, int size, int updates)
    {
        var before = await backend.WrittenAsync();
        await using (var registry = await StartAsync(backend.CreateStore()))
        {
            await Parallel.ForAsync(0, size, new ParallelOptions { MaxDegreeOfParallelism = 256 }, async (i, _) =>
                (await registry.RegisterAsync(Fleet.Registration("orders", i), cancellationToken: CancellationToken.None)).GetValueOrThrow());
            var filled = await backend.WrittenAsync();
            for (var i = 0; i < updates; i++)
            {
                var update = new InstanceUpdate { Weight = 2 + (i % 900) };
                (await registry.UpdateAsync(Fleet.Registration("orders", i % size).Id, update)).GetValueOrThrow();
            }

            if (backend is not JournalBackend)
            {
                // The server counts exactly, and batches of registrations differ from one life to the next.
                return await backend.WrittenAsync() - filled;
            }

            await registry.StopAsync(CancellationToken.None);
        }

        return await backend.WrittenAsync() - before;
    }

    private static async Task<long> BytesOfRenewalsAsync(StoreBackend backend)
    {
        const int Instances = 1_000;
        await using var registry = await StartAsync(backend.CreateStore());
        for (var i = 0; i < Instances; i++)
        {
            (await registry.RegisterAsync(Fleet.Registration("orders", i))).GetValueOrThrow();
        }

        var renewals = Enumerable.Range(0, Instances).Select(static i => new Renewal(Fleet.Registration("orders", i).Id)).ToArray();
        var before = await backend.WrittenAsync();
        for (var i = 0; i < Renewals / Instances; i++)
        {
            (await registry.RenewAsync(renewals)).GetValueOrThrow();
        }

        return await backend.WrittenAsync() - before;
    }

    private static async Task<EmbeddedServiceRegistry> StartAsync(IRegistryStore store)
    {
        // A claim is renewed a few times a minute, which is not what is measured.
        var options = new EmbeddedRegistryOptions { ClaimTtl = TimeSpan.FromMinutes(10) };
        var registry = new EmbeddedServiceRegistry(store, options, TimeProvider.System, NullLoggerFactory.Instance);
        await registry.StartAsync(CancellationToken.None);
        return registry;
    }

    // What a registration brings to a store: the instance's record and the log's.
    private static int RecordBytes()
    {
        var change = Fleet.State(1).Log[0];
        var output = new ArrayBufferWriter<byte>();
        RegistryRecordCodec.Write(output, change);
        RegistryRecordCodec.Write(output, change.After!);
        return output.WrittenCount;
    }
}
