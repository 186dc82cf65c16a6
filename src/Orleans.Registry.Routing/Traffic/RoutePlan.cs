namespace Orleans.Registry.Routing;

/// <summary>
/// Everything a caller needs to send calls to a service, prepared when the snapshot changes: the routes of its traffic policy,
/// each with a picker. Immutable; selecting and picking lock nothing, wait for nothing and allocate nothing. Keep it in one
/// volatile field and replace it whole.
/// </summary>
public sealed class RoutePlan
{
    private readonly PlannedRoute[] _routes;
    private readonly ILoadBalancingPolicy _balancing;
    private readonly PickerSettings _settings;
    private readonly bool _allowHeld;

    private RoutePlan(RouteTable table, PlannedRoute[] routes, ILoadBalancingPolicy balancing, PickerSettings settings, bool allowHeld)
    {
        Table = table;
        _routes = routes;
        _balancing = balancing;
        _settings = settings;
        _allowHeld = allowHeld;
    }

    /// <summary>The routes without pickers, with what no instance fits.</summary>
    public RouteTable Table { get; }

    /// <summary>Every route a call can take, in the order of <see cref="RouteTable.Groups"/>; never empty.</summary>
    public IReadOnlyList<PlannedRoute> Routes => _routes;

    /// <summary>Prepares a plan.</summary>
    /// <param name="endpoints">The service's endpoints, whatever their status (see <see cref="EndpointTable.Update"/>).</param>
    /// <param name="traffic">The traffic policy in force.</param>
    /// <param name="balancing">How to spread calls inside a route.</param>
    /// <param name="settings">Randomness and the caller's place.</param>
    /// <param name="allowHeld">
    /// Whether to call the panic set when nothing is healthy (<see cref="RouteKind.Held"/>). Default false.
    /// </param>
    public static RoutePlan Create(
        IReadOnlyList<Endpoint> endpoints,
        TrafficPolicy traffic,
        ILoadBalancingPolicy balancing,
        PickerSettings settings,
        bool allowHeld = false)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(traffic);
        ArgumentNullException.ThrowIfNull(balancing);
        ArgumentNullException.ThrowIfNull(settings);
        return Create(endpoints, traffic, balancing, settings, allowHeld, []);
    }

    /// <summary>
    /// Prepares the plan for the next snapshot. A route whose endpoints are the same, and say the same of themselves, keeps its
    /// picker and so its place in a rotation; only the others cost anything.
    /// </summary>
    /// <param name="endpoints">The service's endpoints now.</param>
    /// <param name="traffic">The traffic policy in force now.</param>
    public RoutePlan Next(IReadOnlyList<Endpoint> endpoints, TrafficPolicy traffic)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(traffic);
        return Create(endpoints, traffic, _balancing, _settings, _allowHeld, _routes);
    }

    private static RoutePlan Create(
        IReadOnlyList<Endpoint> endpoints,
        TrafficPolicy traffic,
        ILoadBalancingPolicy balancing,
        PickerSettings settings,
        bool allowHeld,
        PlannedRoute[] known)
    {
        var instances = new ServiceInstance[endpoints.Count];
        for (var i = 0; i < instances.Length; i++)
        {
            instances[i] = endpoints[i].Instance;
        }

        var table = TrafficRouter.Route(instances, traffic, settings.Caller, allowHeld);
        var routes = new PlannedRoute[table.Groups.Count];
        for (var i = 0; i < routes.Length; i++)
        {
            var group = table.Groups[i];
            var set = EndpointSet.Create(Array.ConvertAll(group.Places, place => endpoints[place]));
            var same = Array.Find(known, route => route.Picker.Endpoints.IsSame(set));
            routes[i] = new PlannedRoute(group, same?.Picker ?? balancing.Create(set, settings));
        }

        return new RoutePlan(table, routes, balancing, settings, allowHeld);
    }

    /// <summary>The route of a call without headers.</summary>
    public PlannedRoute Select() => _routes.Length == 1 && Table.Groups[0].Route is null ? _routes[0] : Select(default(NoHeaders));

    /// <summary>The route of a call.</summary>
    /// <param name="headers">Its headers; a struct costs nothing.</param>
    public PlannedRoute Select<THeaders>(THeaders headers)
        where THeaders : IRequestHeaders
        => _routes[Table.Select(headers, _settings.Random)];
}
