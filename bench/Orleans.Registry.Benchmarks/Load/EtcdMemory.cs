using System.Globalization;

namespace Orleans.Registry.Benchmarks.Load;

/// <summary>What an instance costs etcd in resident memory: a key of the size of a record, and a lease of its own.</summary>
internal static class EtcdMemory
{
    private const int Instances = 100_000;
    private const int Writers = 64;

    public static async Task<int> RunAsync()
    {
        await using var etcd = await Etcd.TryStartAsync();
        if (etcd is null)
        {
            await Console.Error.WriteLineAsync("etcd is not installed.");
            return 3;
        }

        LoadBench.PrintHead($"etcd, {Instances:#,0} keys of 350 bytes, each with a lease of its own", "what", "value");
        var before = etcd.ResidentBytes;
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            for (var i = writer; i < Instances; i += Writers)
            {
                await etcd.PostAsync("lease/grant", $"{{\"TTL\":3600,\"ID\":{i + 1}}}");
                var key = Etcd.Base64(string.Create(CultureInfo.InvariantCulture, $"registry/orders-{i / 100}/orders-{i:000000}"));
                await etcd.PostAsync("kv/put", $"{{\"key\":\"{key}\",\"value\":\"{Etcd.Base64(new string('x', 350))}\",\"lease\":{i + 1}}}");
            }
        }));
        LoadBench.PrintRow("resident bytes per instance", LoadBench.Number((etcd.ResidentBytes - before) / (double)Instances));
        return 0;
    }
}
