using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Orleans.Registry.Benchmarks.Load;

/// <summary>
/// How long a change takes to a thousand watchers, each with a connection of its own: the registry over server-sent events
/// beside etcd over gRPC and over its JSON gateway, each in a process of its own, both written to with fsync and read by the
/// same code.
/// </summary>
internal static class WatchLoad
{
    private const int Watchers = 1_000;
    private const int Changes = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static async Task<int> RunAsync()
    {
        LoadBench.PrintHead(
            $"{Changes} changes to one service, {1 / Pause.TotalSeconds:0} a second, {Watchers:#,0} watchers; from the change's request to its event at a watcher",
            "what", "events", "p50 ms", "p99 ms", "worst ms");
        await MeasureRegistryAsync();
        await using var etcd = await Etcd.TryStartAsync();
        if (etcd is null)
        {
            await Console.Error.WriteLineAsync("etcd is not installed.");
            return 3;
        }

        // The gateway writes values in base64, so there the number travels as the id of a lease as well.
        for (var number = 1; number <= Changes; number++)
        {
            await etcd.PostAsync("lease/grant", $"{{\"TTL\":3600,\"ID\":{number}}}");
        }

        await MeasureEtcdAsync(etcd, "etcd (gRPC)", "orders/grpc", "number="u8.ToArray(), (key, stop) => new HttpRequestMessage(HttpMethod.Post, $"{etcd.Url}/etcdserverpb.Watch/Watch")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new EtcdWatchContent(key, stop),
            Headers = { TE = { new TransferCodingWithQualityHeaderValue("trailers") } },
        });
        await MeasureEtcdAsync(etcd, "etcd (JSON gateway)", "orders/json", "\"lease\":\""u8.ToArray(), (key, _) => new HttpRequestMessage(HttpMethod.Post, $"{etcd.Url}/v3/watch")
        {
            Content = new StringContent($"{{\"create_request\":{{\"key\":\"{Etcd.Base64(key)}\"}}}}", Encoding.UTF8, "application/json"),
        });
        return 0;
    }

    private static async Task MeasureRegistryAsync()
    {
        await using var server = await RegistryServer.StartAsync();
        using var http = new HttpClient();
        await SendAsync(http, HttpMethod.Post, $"{server.Url}/api/v1/instances", """{"service":"orders","id":"orders-0","address":"10.0.0.1","port":8080,"weight":0,"ttlSeconds":3600}""");
        await MeasureAsync(
            "registry (SSE)",
            _ => new HttpRequestMessage(HttpMethod.Get, $"{server.Url}/api/v1/services/orders/watch"),
            "\"weight\":"u8.ToArray(),
            number => SendAsync(http, HttpMethod.Patch, $"{server.Url}/api/v1/instances/orders-0", $"{{\"weight\":{number}}}"));
    }

    private static Task MeasureEtcdAsync(
        Etcd etcd, string what, string key, byte[] before, Func<string, CancellationToken, HttpRequestMessage> watch)
    {
        var padding = new string('x', 240);
        return MeasureAsync(
            what,
            stop => watch(key, stop),
            before,
            number => etcd.PostAsync(
                "kv/put",
                $"{{\"key\":\"{Etcd.Base64(key)}\",\"value\":\"{Etcd.Base64($"{padding}\nnumber={number}\n")}\",\"lease\":{number}}}"));
    }

    private static async Task MeasureAsync(string what, Func<CancellationToken, HttpRequestMessage> watch, byte[] before, Func<int, Task> change)
    {
        using var stop = new CancellationTokenSource();
        var sent = new long[Changes + 1];
        var watchers = Enumerable.Range(0, Watchers).Select(_ => new WatchReader(before, sent)).ToArray();
        var reading = watchers.Select(w => w.RunAsync(watch(stop.Token), stop.Token)).ToArray();
        await Task.WhenAll(watchers.Select(static w => w.Opened));
        for (var number = 1; number <= Changes; number++)
        {
            sent[number] = Stopwatch.GetTimestamp();
            await change(number);
            await Task.Delay(Pause);
        }

        await WaitForAllAsync(watchers);
        await stop.CancelAsync();
        await Task.WhenAll(reading);
        var times = watchers.SelectMany(static w => w.Times).Order().ToArray();
        LoadBench.PrintRow(what, LoadBench.Number(times.Length), At(times, 0.5), At(times, 0.99), At(times, 1));
    }

    private static async Task WaitForAllAsync(WatchReader[] watchers)
    {
        var clock = Stopwatch.StartNew();
        while (watchers.Any(static w => w.Times.Count < Changes))
        {
            if (clock.Elapsed > TimeSpan.FromSeconds(30))
            {
                throw new InvalidOperationException($"Only {watchers.Sum(static w => w.Times.Count):#,0} events arrived.");
            }

            await Task.Delay(50);
        }
    }

    private static async Task SendAsync(HttpClient http, HttpMethod method, string url, string json)
    {
        using var content = new StringContent(json, new MediaTypeHeaderValue("application/json"));
        using var request = new HttpRequestMessage(method, url) { Content = content };
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    private static string At(TimeSpan[] times, double share)
        => times[Math.Min(times.Length - 1, (int)(times.Length * share))].TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture);
}
