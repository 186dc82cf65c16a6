namespace Orleans.Registry.Routing;

/// <summary>
/// The endpoint with the fewest calls in flight for its weight, counting the one to come; of several such, each is as likely.
/// Looks at every endpoint.
/// </summary>
internal sealed class LeastRequestsPicker(EndpointSet endpoints, PickerSettings settings) : EndpointPicker(endpoints, settings)
{
    private readonly Endpoint[] _endpoints = endpoints.Items;
    private readonly int[] _weights = endpoints.WeightItems;

    protected override Endpoint? Choose(scoped in PickContext context)
    {
        var random = Random.Next();
        var endpoints = _endpoints;
        Endpoint? best = null;
        var (bestLoad, bestWeight, ties) = (0L, 1L, 0);
        for (var i = 0; i < endpoints.Length; i++)
        {
            var endpoint = endpoints[i];
            if (!context.Admits(endpoint))
            {
                continue;
            }

            // Loads are compared per weight without dividing. The k-th endpoint of a tie wins with probability 1 / k.
            var load = endpoint.InFlight + 1L;
            var order = best is null ? -1 : (load * bestWeight).CompareTo(bestLoad * _weights[i]);
            ties = order < 0 ? 1 : order == 0 ? ties + 1 : ties;
            if (order < 0 || (order == 0 && RandomMath.Below(RandomMath.Mix(random + (ulong)i), ties) == 0))
            {
                (best, bestLoad, bestWeight) = (endpoint, load, _weights[i]);
            }
        }

        return best ?? endpoints[RandomMath.Below(random, endpoints.Length)];
    }
}
