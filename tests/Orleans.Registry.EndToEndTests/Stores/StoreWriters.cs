using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Orleans.Registry.EndToEndTests.Stores;

/// <summary>
/// Many clients that register instances, each insisting on every one under one idempotency key until it is acknowledged, at
/// whichever of the registries takes it.
/// </summary>
internal sealed class StoreWriters(IReadOnlyList<SiloProcess> silos, int services)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private int _at;

    /// <summary>Ids that were acknowledged.</summary>
    public ConcurrentDictionary<string, bool> Acknowledged { get; } = new();

    /// <summary>How often which refusal was heard, by its code; "no answer" where the connection broke.</summary>
    public ConcurrentDictionary<string, int> Refusals { get; } = new();

    public string ServiceOf(int number) => $"store-{number % services}";

    /// <summary>Registers instances with some clients at once.</summary>
    public Task RunAsync(int first, int count, int clients, CancellationToken cancellationToken)
    {
        var next = first - 1;
        return Task.WhenAll(Enumerable.Range(0, clients).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var number && number < first + count)
            {
                await InsistAsync(number, cancellationToken);
            }
        }));
    }

    private async Task InsistAsync(int number, CancellationToken cancellationToken)
    {
        var key = Guid.NewGuid().ToString("N");
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var at = Volatile.Read(ref _at);
            var refusal = await TryAsync(silos[at % silos.Count], number, key, cancellationToken);
            if (refusal is null)
            {
                Acknowledged[$"store-{number}"] = true;
                return;
            }

            Refusals.AddOrUpdate(refusal, 1, static (_, count) => count + 1);

            // One of them moves all on.
            Interlocked.CompareExchange(ref _at, at + 1, at);
            await Task.Delay(Pause, cancellationToken);
        }
    }

    private async Task<string?> TryAsync(SiloProcess silo, int number, string key, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, silo.Url("/api/v1/instances"))
        {
            Content = JsonContent.Create(new { service = ServiceOf(number), id = $"store-{number}", address = "127.0.0.1", port = 8080, ttlSeconds = 600 }),
        };
        request.Headers.Add("Idempotency-Key", key);
        try
        {
            using var answer = await silo.Http.SendAsync(request, cancellationToken);
            if (answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.OK)
            {
                return null;
            }

            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            return problem.GetProperty("code").GetString()!;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return "no answer";
        }
    }
}
