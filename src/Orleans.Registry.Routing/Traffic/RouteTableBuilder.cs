namespace Orleans.Registry.Routing;

/// <summary>Builds one <see cref="RouteTable"/>; see <see cref="TrafficRouter"/> for the rules. Works on places in the list.</summary>
internal sealed class RouteTableBuilder
{
    private readonly IReadOnlyList<ServiceInstance> _instances;
    private readonly TrafficPolicy _policy;
    private readonly CallerLocality _caller;
    private readonly SemanticVersion?[] _versions;
    private readonly List<int> _weighted = [];
    private readonly List<int> _unweighted = [];
    private readonly List<int> _held = [];

    public RouteTableBuilder(IReadOnlyList<ServiceInstance> instances, TrafficPolicy policy, CallerLocality caller)
    {
        _instances = instances;
        _policy = policy;
        _caller = caller;
        _versions = new SemanticVersion?[policy.HeaderRoutes.Count + policy.Splits.Count == 0 ? 0 : instances.Count];
        for (var i = 0; i < instances.Count; i++)
        {
            Sort(i);
        }
    }

    public RouteTable Build(bool allowHeld)
    {
        List<RouteGroup> groups = [];
        List<HeaderRoute> unservedRoutes = [];
        foreach (var route in _policy.HeaderRoutes)
        {
            var fitting = Fitting(_weighted, route.Version);
            fitting = fitting.Count > 0 ? fitting : Fitting(_unweighted, route.Version);
            if (fitting.Count == 0)
            {
                unservedRoutes.Add(route);
            }
            else
            {
                groups.Add(Near(RouteKind.HeaderRoute, fitting, route));
            }
        }

        var headerRoutes = groups.Count;
        var healthy = _weighted.Count > 0 ? _weighted : _unweighted;
        var unservedSplits = AddSplits(groups, healthy);
        var held = healthy.Count == 0 && _held.Count > 0 ? Group(RouteKind.Held, LocalityPreference.None, _held) : null;
        if (groups.Count == headerRoutes)
        {
            groups.Add(Rest(healthy, allowHeld ? held : null));
        }

        return new RouteTable([.. groups], headerRoutes) { UnservedRoutes = unservedRoutes, UnservedSplits = unservedSplits, Held = held };
    }

    private void Sort(int place)
    {
        var instance = _instances[place];
        if (instance.IsHealthy)
        {
            (instance.Details.Weight > 0 ? _weighted : _unweighted).Add(place);
            if (_versions.Length > 0 && SemanticVersion.TryParse(instance.Details.Version, out var version))
            {
                _versions[place] = version;
            }
        }
        else if (instance.LapsedAt is not null && instance.Override is null && instance.ReportedStatus == InstanceStatus.Unhealthy)
        {
            _held.Add(place);
        }
    }

    private List<VersionSplit> AddSplits(List<RouteGroup> groups, List<int> healthy)
    {
        List<VersionSplit> unserved = [];
        foreach (var split in _policy.Splits)
        {
            if (split.Weight == 0)
            {
                continue;
            }

            var fitting = Fitting(healthy, split.Version);
            if (fitting.Count == 0)
            {
                unserved.Add(split);
            }
            else
            {
                groups.Add(Near(RouteKind.Split, fitting, split: split));
            }
        }

        return unserved;
    }

    private RouteGroup Rest(List<int> healthy, RouteGroup? held)
    {
        if (healthy.Count > 0)
        {
            return Near(_policy.Splits.Count == 0 ? RouteKind.All : RouteKind.AnyVersion, healthy);
        }

        return held ?? Group(RouteKind.NothingHealthy, LocalityPreference.None, []);
    }

    private List<int> Fitting(List<int> places, VersionRange range)
        => range.IsAny ? places : places.FindAll(place => _versions[place] is { } version && range.Contains(version));

    private RouteGroup Near(RouteKind kind, List<int> places, HeaderRoute? route = null, VersionSplit? split = null)
    {
        if (_policy.Locality == LocalityPreference.Zone)
        {
            var zone = places.FindAll(place => _caller.IsInZone(_instances[place].Details));
            if (IsEnough(zone))
            {
                return Group(kind, LocalityPreference.Zone, zone, route, split);
            }
        }

        if (_policy.Locality != LocalityPreference.None)
        {
            var region = places.FindAll(place => _caller.IsInRegion(_instances[place].Details));
            if (IsEnough(region))
            {
                return Group(kind, LocalityPreference.Region, region, route, split);
            }
        }

        return Group(kind, LocalityPreference.None, places, route, split);
    }

    private bool IsEnough(List<int> local) => local.Count > 0 && local.Count >= _policy.MinLocalInstances;

    private RouteGroup Group(
        RouteKind kind, LocalityPreference reach, List<int> places, HeaderRoute? route = null, VersionSplit? split = null)
        => new(kind, reach, [.. places.Select(place => _instances[place])], [.. places]) { Route = route, Split = split };
}
