using System.Collections.Concurrent;
using Orleans.Registry.Client.Tests.Servers;

namespace Orleans.Registry.Client.Tests.Hosting;

public sealed class RollingDeployTests
{
    private const int Callers = 8;

    [Fact]
    public async Task Every_instance_is_replaced_under_load_without_a_failed_call()
    {
        await using var registry = await RegistryServer.StartAsync();
        await using var client = await ClientHost.StartAsync(registry.Address, null, static o => o.Retries = 0);
        List<BackendHost> running = [];
        for (var i = 0; i < 3; i++)
        {
            running.Add(await BackendHost.StartAsync(registry.Address, "orders", $"old-{i}"));
        }

        await client.CallsAsync("orders", "old-0", "old-1", "old-2");
        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, Callers).Select(_ => CallAsync(client.Http, stop.Token)).ToArray();

        for (var i = 0; i < 3; i++)
        {
            running.Add(await BackendHost.StartAsync(registry.Address, "orders", $"new-{i}"));
            await running[i].StopAsync();
            await running[i].DisposeAsync();
        }

        await client.CallsAsync("orders", "new-0", "new-1", "new-2");
        await stop.CancelAsync();
        var outcomes = await Task.WhenAll(load);
        Assert.Empty(outcomes.SelectMany(static o => o.Failures));
        Assert.True(outcomes.Sum(static o => o.Answered) > 100);
        foreach (var backend in running.Skip(3))
        {
            await backend.DisposeAsync();
        }
    }

    private static async Task<(int Answered, IReadOnlyCollection<string> Failures)> CallAsync(HttpClient http, CancellationToken stop)
    {
        var answered = 0;
        var failures = new ConcurrentQueue<string>();
        while (!stop.IsCancellationRequested)
        {
            try
            {
                // Not repeatable, and no retries: each failure of an instance is a failure of the caller.
                using var content = new StringContent("order");
                using var response = await http.PostAsync(new Uri("http://orders/"), content, CancellationToken.None);
                response.EnsureSuccessStatusCode();
                answered++;
            }
            catch (HttpRequestException e)
            {
                failures.Enqueue(e.ToString());
            }
        }

        return (answered, failures);
    }
}
