namespace Orleans.Registry.ClientSample;

/// <summary>Calls the peer by its name; which instance answers is the balancer's choice.</summary>
internal sealed class PeerClient(HttpClient http, SampleOptions options, CallStats stats)
{
    /// <summary>Calls it once and counts what came of it.</summary>
    /// <returns>What it answered, or why it did not.</returns>
    public async Task<(bool Succeeded, string Text)> CallAsync(CancellationToken cancellationToken)
    {
        try
        {
            var answer = await http.GetStringAsync(new Uri($"http://{options.Peer}/"), cancellationToken);
            stats.Answered(answer);
            return (true, answer);
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            stats.Failed(e.Message);
            return (false, e.Message);
        }
    }
}
