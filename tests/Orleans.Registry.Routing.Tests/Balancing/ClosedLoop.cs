namespace Orleans.Registry.Routing.Tests.Balancing;

/// <summary>Calls in virtual time: each millisecond one call starts, and calls end when their latency has passed.</summary>
internal sealed class ClosedLoop(EndpointPicker picker)
{
    private readonly PriorityQueue<(Endpoint Endpoint, int Latency), int> _running = new();
    private int _now;

    /// <summary>Goes on for some milliseconds.</summary>
    /// <param name="milliseconds">How long.</param>
    /// <param name="latency">How long an endpoint takes for a call that starts now, in milliseconds.</param>
    /// <returns>How many calls each endpoint got.</returns>
    public Dictionary<string, int> Run(int milliseconds, Func<Endpoint, int> latency)
    {
        var counts = picker.Endpoints.Endpoints.ToArray().ToDictionary(e => e.Id.Value, _ => 0);
        for (var end = _now + milliseconds; _now < end; _now++)
        {
            while (_running.TryPeek(out var call, out var due) && due <= _now)
            {
                _running.Dequeue();
                call.Endpoint.CallEnded(TimeSpan.FromMilliseconds(call.Latency), TimeSpan.FromMilliseconds(_now));
            }

            var endpoint = picker.Pick()!;
            endpoint.CallStarted();
            _running.Enqueue((endpoint, latency(endpoint)), _now + latency(endpoint));
            counts[endpoint.Id.Value]++;
        }

        return counts;
    }
}
