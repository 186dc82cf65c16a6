namespace Orleans.Registry.Routing;

/// <summary>
/// The better of two random endpoints (Mitzenmacher, "The power of two choices in randomized load balancing", 2001). Better is
/// the lower cost: latency times calls in flight, counting the one to come, over weight, as in Finagle's Peak EWMA balancer.
/// </summary>
/// <remarks>
/// One pick in 64 takes the worse of the two: without that an endpoint that once was slow would not be called again and so
/// could not show that it has recovered.
/// </remarks>
internal sealed class PowerOfTwoChoicesPicker(EndpointSet endpoints, PickerSettings settings) : EndpointPicker(endpoints, settings)
{
    /// <summary>What an endpoint that has calls in flight but never answered one is taken to need.</summary>
    private const double UnknownMicroseconds = 1_000_000;

    private const ulong ExplorationMask = 63;

    private readonly Endpoint[] _endpoints = endpoints.Items;
    private readonly int[] _weights = endpoints.WeightItems;

    protected override Endpoint? Choose(scoped in PickContext context)
    {
        var endpoints = _endpoints;
        var random = Random.Next();
        var first = RandomMath.Below(random, endpoints.Length);
        var second = RandomMath.BelowLow(random, endpoints.Length - 1);
        second = second >= first ? second + 1 : second;

        // Costs are compared as cost1 * weight2 against cost2 * weight1, which saves two divisions. Which one wins is anyone's
        // guess, also the processor's, so the choice is written as selects and not as branches. The lowest bits of the draw
        // hardly bear on which endpoints were drawn.
        var firstWins = Cost(endpoints[first]) * _weights[second] <= Cost(endpoints[second]) * _weights[first];
        var explores = (random & ExplorationMask) == 0;
        var choice = firstWins != explores ? first : second;
        var endpoint = endpoints[choice];
        return context.Admits(endpoint) ? endpoint : endpoints[first + second - choice];
    }

    private static double Cost(Endpoint endpoint)
    {
        var inFlight = endpoint.InFlight;
        double latency = endpoint.LatencyMicroseconds;
        if (latency <= 0)
        {
            // Never measured: idle, it is worth a try; busy, it may be stuck.
            return inFlight == 0 ? 0 : UnknownMicroseconds * (inFlight + 1);
        }

        return latency * (inFlight + 1);
    }
}
