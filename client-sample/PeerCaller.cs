using Orleans.Registry.Client;

namespace Orleans.Registry.ClientSample;

/// <summary>Calls the peer by its service's name: the client's handler finds a live instance.</summary>
internal sealed class PeerCaller(HttpClient http, SampleOptions options, CallCounts counts)
{
    /// <summary>One call; what the peer answered, or why it did not.</summary>
    public async Task<string> CallAsync(CancellationToken cancellationToken)
    {
        try
        {
            var answer = await http.GetStringAsync(new Uri($"http://{options.Peer}/"), cancellationToken);
            counts.Count(isOk: true);
            return answer;
        }
        catch (Exception exception) when (exception is HttpRequestException or NoEndpointException)
        {
            counts.Count(isOk: false);
            return exception.Message;
        }
    }
}
