using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Registry.Embedded;

namespace Orleans.Registry.Benchmarks.Load;

/// <summary>The registry over HTTP beside a static body on the same Kestrel and beside etcd's gateway, driven by wrk.</summary>
internal static class HttpLoad
{
    private const int Connections = 64;

    public static async Task<int> RunAsync()
    {
        if (!WrkRun.IsThere())
        {
            await Console.Error.WriteLineAsync("wrk is not installed.");
            return 3;
        }

        var directory = Directory.CreateTempSubdirectory("registry-http-").FullName;
        await using var app = await StartAsync(directory);
        await using var etcd = await Etcd.TryStartAsync();
        var url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        LoadBench.PrintHead(
            $"HTTP, {Connections} connections, one wrk thread on the same machine, {WrkRun.Seconds} s each, journal (fsync)",
            "what", "requests/s", "p50", "p99");
        await ReadsAsync(url, etcd);
        await RenewalsAsync(url, etcd);
        await RegistrationsAsync(url, etcd);
        await app.StopAsync();
        Directory.Delete(directory, recursive: true);
        return 0;
    }

    private static async Task ReadsAsync(string url, Etcd? etcd)
    {
        Print("static body of the same size", await WrkRun.RunAsync($"{url}/static", Connections));
        Print("read a 10-instance service", await WrkRun.RunAsync($"{url}/api/v1/services/read", Connections));
        Print("read its healthy instances", await WrkRun.RunAsync($"{url}/api/v1/services/read/instances?healthy=true", Connections));
        Print("static body of the same size, again", await WrkRun.RunAsync($"{url}/static", Connections));
        if (etcd is not null)
        {
            for (var i = 0; i < 10; i++)
            {
                await etcd.PostAsync("kv/put", $"{{\"key\":\"{Etcd.Base64($"read/{i}")}\",\"value\":\"{Etcd.Base64(new string('x', 350))}\"}}");
            }

            var body = $"{{\"key\":\"{Etcd.Base64("read/")}\",\"range_end\":\"{Etcd.Base64("read0")}\"}}";
            Print("etcd range of 10 keys (JSON gateway)", await WrkRun.RunAsync($"{etcd.Url}/v3/kv/range", Connections, Post(body)));
        }
    }

    private static async Task RenewalsAsync(string url, Etcd? etcd)
    {
        Print("renew one lease", await WrkRun.RunAsync($"{url}/api/v1/instances/read-000003/lease", Connections, "wrk.method = \"PUT\"\n"));
        var ids = string.Join(',', Enumerable.Range(0, 100).Select(static i => $"{{\\\"id\\\":\\\"renew-{i:000000}\\\"}}"));
        var batch = await WrkRun.RunAsync($"{url}/api/v1/renewals", Connections, Post($"{{\"renewals\":[{ids.Replace("\\\"", "\"", StringComparison.Ordinal)}]}}"));
        Print("renew 100 leases a call", batch);
        LoadBench.PrintRow("leases renewed so", LoadBench.Number(batch.PerSecond * 100), "", "");
        if (etcd is not null)
        {
            await etcd.PostAsync("lease/grant", "{\"TTL\":600,\"ID\":7}");
            Print("etcd lease keep-alive (JSON gateway)", await WrkRun.RunAsync($"{etcd.Url}/v3/lease/keepalive", Connections, Post("{\"ID\":7}")));
        }
    }

    private static async Task RegistrationsAsync(string url, Etcd? etcd)
    {
        const string Register = """
            wrk.method = "POST"
            wrk.headers["Content-Type"] = "application/json"
            local n = 0
            request = function()
              n = n + 1
              return wrk.format(nil, nil, nil, string.format('{"service":"new-%d","id":"new-%d","address":"10.0.0.1","port":8080,"version":"1.4.2","zone":"a","ttlSeconds":600}', n % 100, n))
            end
            """;
        Print("register a new instance, fsync", await WrkRun.RunAsync($"{url}/api/v1/instances", Connections, Register));
        if (etcd is not null)
        {
            const string Put = """
                wrk.method = "POST"
                wrk.headers["Content-Type"] = "application/json"
                local n = 0
                request = function()
                  n = n + 1
                  return wrk.format(nil, nil, nil, string.format('{"key":"bmV3%08d","value":"eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4","lease":7}', n))
                end
                """;
            Print("etcd put with a lease (JSON gateway)", await WrkRun.RunAsync($"{etcd.Url}/v3/kv/put", Connections, Put));
        }
    }

    private static string Post(string body)
        => $"wrk.method = \"POST\"\nwrk.headers[\"Content-Type\"] = \"application/json\"\nwrk.body = [[{body}]]\n";

    private static void Print(string what, WrkResult result) => LoadBench.PrintRow(what, LoadBench.Number(result.PerSecond), result.P50, result.P99);

    private static async Task<WebApplication> StartAsync(string directory)
    {
        var app = RegistryServer.Build(directory);
        var body = Array.Empty<byte>();
        app.MapGet("/static", (RequestDelegate)(context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = body.Length;
            return context.Response.Body.WriteAsync(body).AsTask();
        }));
        await app.StartAsync();
        var registry = app.Services.GetRequiredService<EmbeddedServiceRegistry>();
        foreach (var (service, count) in (ReadOnlySpan<(string, int)>)[("read", 10), ("renew", 100)])
        {
            for (var i = 0; i < count; i++)
            {
                var registration = Fleet.Registration(service, i);
                registration = registration with { Details = registration.Details with { Ttl = TimeSpan.FromHours(1) } };
                registry.RegisterAsync(registration).AsTask().GetAwaiter().GetResult().GetValueOrThrow();
            }
        }

        using var http = new HttpClient();
        var url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        body = await http.GetByteArrayAsync($"{url}/api/v1/services/read");
        return app;
    }
}
