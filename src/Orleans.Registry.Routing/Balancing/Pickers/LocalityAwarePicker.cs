namespace Orleans.Registry.Routing;

/// <summary>
/// Picks by another policy in the nearest locality that has an available endpoint. Unlike the locality preference of a traffic
/// policy, which goes by the registry's view of health, this one sees the caller's own breakers at every pick.
/// </summary>
internal sealed class LocalityAwarePicker : EndpointPicker
{
    private readonly EndpointPicker[] _nearestFirst;

    public LocalityAwarePicker(EndpointSet endpoints, PickerSettings settings, ILoadBalancingPolicy inner)
        : base(endpoints, settings)
    {
        var zone = Within(endpoints, settings.Caller.IsInZone);
        var region = Within(endpoints, settings.Caller.IsInRegion);
        List<EndpointPicker> pickers = [];
        foreach (var set in new[] { zone, region, endpoints })
        {
            // A wider locality with the same endpoints would only be asked the same again.
            if (set.Count > 0 && (pickers.Count == 0 || set.Count > pickers[^1].Endpoints.Count))
            {
                pickers.Add(inner.Create(set, settings));
            }
        }

        _nearestFirst = [.. pickers];
    }

    protected override Endpoint? Choose(scoped in PickContext context)
    {
        Endpoint? tried = null;
        foreach (var picker in _nearestFirst)
        {
            if (picker.Pick(context) is not { } choice)
            {
                continue;
            }

            // A picker gives an endpoint that was tried only when it has no other: one further away is better.
            if (context.Admits(choice))
            {
                return choice;
            }

            tried ??= choice;
        }

        return tried;
    }

    private static EndpointSet Within(EndpointSet endpoints, Predicate<InstanceDetails> isNear)
        => EndpointSet.Create(Array.FindAll(endpoints.Items, endpoint => isNear(endpoint.Instance.Details)));
}
