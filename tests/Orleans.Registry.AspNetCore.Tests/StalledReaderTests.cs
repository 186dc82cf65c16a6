using System.Diagnostics.Metrics;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Registry.TestKit;
using Orleans.Registry.TestKit.Telemetry;

namespace Orleans.Registry.AspNetCore.Tests;

/// <summary>A reader that takes nothing costs its connection's buffers, holds nobody else up, and is let go in the end.</summary>
public sealed class StalledReaderTests
{
    [Fact]
    public async Task A_reader_that_stands_still_gets_a_snapshot_for_what_it_missed()
    {
        await using var host = await RegistryHost.StartAsync(embedded: static o => o.LogCapacity = 64);
        await host.RegisterAsync("web", "web-1", Big(0));
        using var socket = await OpenAsync(host);
        using var text = new StreamReader(new NetworkStream(socket));
        while (await text.ReadLineAsync() is { } line && !line.StartsWith("event: snapshot", StringComparison.Ordinal))
        {
        }

        // Far more than all buffers on the way hold, so that the server has to stop writing somewhere in between.
        const int Changes = 20_000;
        for (var i = 1; i <= Changes; i++)
        {
            await host.Registry.UpdateAsync(InstanceId.Parse("web-1"), new InstanceUpdate { Metadata = new Dictionary<string, string?> { ["big"] = Value(i) } });
        }

        var snapshots = 0;
        var revision = 0L;
        while (revision < Changes + 1)
        {
            var line = await Eventually.ResultAsync(text.ReadLineAsync());
            snapshots += line == "event: snapshot" ? 1 : 0;
            if (line!.StartsWith("id: ", StringComparison.Ordinal))
            {
                var next = long.Parse(line[(line.LastIndexOf('-') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
                Assert.True(next > revision, $"{next} after {revision}");
                revision = next;
            }
        }

        Assert.True(snapshots > 0, "every change came, so the reader was never behind");
    }

    [Fact]
    public async Task A_reader_that_stands_still_for_too_long_is_let_go()
    {
        await using var host = await RegistryHost.StartAsync(static o => o.WatchStallTimeout = TimeSpan.FromSeconds(1));
        await host.RegisterAsync("web", "web-1", Big(0));
        using var socket = await OpenAsync(host);
        await Eventually.TrueAsync(async () => (await host.Registry.GetStatsAsync()).GetValueOrThrow().Watchers == 1);

        var i = 0;
        await Eventually.TrueAsync(async () =>
        {
            for (var n = 0; n < 500; n++)
            {
                await host.Registry.UpdateAsync(
                    InstanceId.Parse("web-1"), new InstanceUpdate { Metadata = new Dictionary<string, string?> { ["big"] = Value(++i) } });
            }

            return (await host.Registry.GetStatsAsync()).GetValueOrThrow().Watchers == 0;
        });

        using var metrics = new RecordedMetrics(host.Services.GetRequiredService<IMeterFactory>());
        await Eventually.TrueAsync(() => metrics.Value("registry.http.watch.stalled_streams") == 1);
        Assert.Equal(0, metrics.Value("registry.http.watch.active_streams"));
    }

    private static async Task<Socket> OpenAsync(RegistryHost host)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 8 * 1024 };
        await socket.ConnectAsync(host.Address.Host, host.Address.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes("GET /api/v1/services/web/watch HTTP/1.0\r\n\r\n"));
        return socket;
    }

    private static string Value(int i) => $"{i}".PadLeft(1000, 'x');

    private static Func<InstanceDetails, InstanceDetails> Big(int i)
        => d => d with { Metadata = StringMap.Create([new("big", Value(i))]) };
}
