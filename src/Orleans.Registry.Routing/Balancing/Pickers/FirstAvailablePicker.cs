namespace Orleans.Registry.Routing;

/// <summary>The first endpoint that the call may go to, in order of weight (highest first), then id.</summary>
internal sealed class FirstAvailablePicker(EndpointSet endpoints, PickerSettings settings) : EndpointPicker(endpoints, settings)
{
    private readonly Endpoint[] _ordered = InOrder(endpoints);

    protected override Endpoint? Choose(scoped in PickContext context)
    {
        foreach (var endpoint in _ordered)
        {
            if (context.Admits(endpoint))
            {
                return endpoint;
            }
        }

        // Not even one that was not tried: the first of those that were.
        foreach (var endpoint in _ordered)
        {
            if (endpoint.IsAvailable)
            {
                return endpoint;
            }
        }

        return null;
    }

    private static Endpoint[] InOrder(EndpointSet endpoints)
    {
        var weighted = endpoints.Items.Zip(endpoints.WeightItems);
        var ordered = weighted.OrderByDescending(static e => e.Second).ThenBy(static e => e.First.Id);
        return [.. ordered.Select(static e => e.First)];
    }
}
