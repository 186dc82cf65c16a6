using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Orleans.Registry.EndToEndTests.Stores;

/// <summary>
/// Instances of one service whose owner renews them all the time, at whichever registry takes it, and reads the service at
/// every registry all the time: none of them may ever be missing from an answer.
/// </summary>
internal sealed class LiveFleet(IReadOnlyList<SiloProcess> silos, int instances, double ttl)
{
    public const string Service = "live";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly object _renewals = Enumerable.Range(0, instances).Select(static i => new { id = $"live-{i}" }).ToArray();

    /// <summary>What must not have been said.</summary>
    public List<string> Surprises { get; } = [];

    /// <summary>Answers with all instances.</summary>
    public int WholeAnswers { get; private set; }

    /// <summary>Refusals instead of answers, and connections that broke.</summary>
    public int NoAnswers { get; private set; }

    /// <summary>The oldest answer so far.</summary>
    public TimeSpan OldestAnswer { get; private set; }

    public async Task RegisterAsync()
        => Assert.All(
            await Task.WhenAll(Enumerable.Range(0, instances).Select(i => silos[0].RegisterAsync(Service, $"live-{i}", ttl: ttl))),
            static status => Assert.Equal(HttpStatusCode.Created, status));

    /// <summary>Renews once, where they registered: for the time until <see cref="RunAsync"/> does.</summary>
    public Task RenewAsync() => RenewAsync(silos[0]);

    /// <summary>Renews and reads until told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            foreach (var silo in silos)
            {
                await TryAsync(() => RenewAsync(silo));
                await TryAsync(() => ReadAsync(silo));
            }

            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    private async Task TryAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            NoAnswers++;
        }
    }

    private async Task RenewAsync(SiloProcess silo)
    {
        using var answer = await silo.Http.PostAsJsonAsync(silo.Url("/api/v1/renewals"), new { renewals = _renewals }, CancellationToken.None);
        var text = await answer.Content.ReadAsStringAsync(CancellationToken.None);
        if (text.Contains("unknown", StringComparison.Ordinal) || text.Contains("superseded", StringComparison.Ordinal))
        {
            Surprises.Add($"renewal: {text[..Math.Min(200, text.Length)]}");
        }
    }

    private async Task ReadAsync(SiloProcess silo)
    {
        using var answer = await silo.Http.GetAsync(silo.Url($"/api/v1/services/{Service}/instances"), CancellationToken.None);
        if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            NoAnswers++;
            return;
        }

        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(CancellationToken.None);
        if (answer.StatusCode != HttpStatusCode.OK || body.GetProperty("instances").GetArrayLength() != instances)
        {
            Surprises.Add($"read: {(int)answer.StatusCode} {body}");
            return;
        }

        WholeAnswers++;
        var age = TimeSpan.FromMilliseconds(long.Parse(answer.Headers.GetValues("X-Registry-Age").Single(), System.Globalization.CultureInfo.InvariantCulture));
        OldestAnswer = age > OldestAnswer ? age : OldestAnswer;
    }
}
