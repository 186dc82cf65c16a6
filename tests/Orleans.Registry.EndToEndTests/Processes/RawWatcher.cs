namespace Orleans.Registry.EndToEndTests;

/// <summary>
/// Watches one service over raw server-sent events, drops its connection again and again, resumes by <c>Last-Event-ID</c>,
/// and keeps account of gaps, repeats and snapshots. With several registries it goes to the next when one fails it.
/// </summary>
internal sealed class RawWatcher(IReadOnlyList<SiloProcess> silos, string service, int seed)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private readonly Random _random = new(seed);
    private string _lastId = string.Empty;
    private int _at;

    public RawWatcher(SiloProcess silo, string service, int seed)
        : this([silo], service, seed)
    {
    }

    public long Revision { get; private set; }

    public int Connections { get; private set; }

    public int Changes { get; private set; }

    public int Snapshots { get; private set; }

    public List<string> Faults { get; } = [];

    /// <summary>Watches until it holds a revision; each connection is dropped after a random number of events.</summary>
    public async Task RunAsync(long until, int eventsPerConnection, CancellationToken cancellationToken)
    {
        while (Revision < until)
        {
            try
            {
                await ReadAsync(_random.Next(1, eventsPerConnection * 2), until, cancellationToken);
            }
            catch (Exception e) when (silos.Count > 1 && e is HttpRequestException or IOException)
            {
                _at++;
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }

    private async Task ReadAsync(int events, long until, CancellationToken cancellationToken)
    {
        var silo = silos[_at % silos.Count];
        using var request = new HttpRequestMessage(HttpMethod.Get, silo.Url($"/api/v1/services/{service}/watch"));
        if (_lastId.Length > 0)
        {
            request.Headers.Add("Last-Event-ID", _lastId);
        }

        using var answer = await silo.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        answer.EnsureSuccessStatusCode();
        Connections++;
        using var reader = new SseReader(await answer.Content.ReadAsStreamAsync(cancellationToken));
        for (var left = events; left > 0 && Revision < until; left--)
        {
            if (await reader.NextAsync(cancellationToken) is not { } next)
            {
                break;
            }

            Take(next);
        }
    }

    public void Take(SseEvent next)
    {
        switch (next.Name)
        {
            case "snapshot":
                Snapshots++;
                if (next.Revision <= Revision && Revision > 0)
                {
                    Faults.Add($"snapshot {next.Revision} after {Revision}");
                }

                Hold(next);
                break;
            case "change":
                Changes++;
                if (next.Revision != Revision + 1)
                {
                    Faults.Add($"change {next.Revision} after {Revision}");
                }

                Hold(next);
                break;
        }
    }

    private void Hold(SseEvent next)
    {
        Revision = next.Revision;
        _lastId = next.Id;
    }
}
