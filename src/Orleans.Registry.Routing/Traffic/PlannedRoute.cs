namespace Orleans.Registry.Routing;

/// <summary>A route of a <see cref="RoutePlan"/>: why calls take it, and the picker that spreads them. Immutable.</summary>
public sealed class PlannedRoute
{
    internal PlannedRoute(RouteGroup group, EndpointPicker picker)
    {
        Group = group;
        Picker = picker;
    }

    /// <summary>Why these instances: look here for the panic set and for versions or localities that had to be left.</summary>
    public RouteGroup Group { get; }

    /// <summary>Picks among them.</summary>
    public EndpointPicker Picker { get; }

    /// <summary>Picks an endpoint; <c>null</c> when there is none or none is available.</summary>
    public Endpoint? Pick() => Picker.Pick();

    /// <summary>Picks an endpoint; <c>null</c> when there is none or none is available.</summary>
    public Endpoint? Pick(scoped in PickContext context) => Picker.Pick(context);
}
