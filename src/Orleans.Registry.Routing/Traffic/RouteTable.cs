namespace Orleans.Registry.Routing;

/// <summary>
/// A traffic policy applied to the instances of one moment: which group of instances takes which calls. Made by
/// <see cref="TrafficRouter"/>. Immutable; selecting allocates nothing.
/// </summary>
public sealed class RouteTable
{
    private readonly RouteGroup[] _groups;
    private readonly int _headerRoutes;
    private readonly int[] _cumulativeWeights;

    /// <summary>Groups stand as: served header routes in order, then served splits or else the one group for the rest.</summary>
    internal RouteTable(RouteGroup[] groups, int headerRoutes)
    {
        _groups = groups;
        _headerRoutes = headerRoutes;
        _cumulativeWeights = new int[groups.Length - headerRoutes];
        for (var i = 0; i < _cumulativeWeights.Length; i++)
        {
            // The one group for the rest has no split and takes all calls.
            var weight = groups[headerRoutes + i].Split?.Weight ?? 1;
            _cumulativeWeights[i] = weight + (i == 0 ? 0 : _cumulativeWeights[i - 1]);
        }
    }

    /// <summary>Every group that calls can go to; never empty.</summary>
    public IReadOnlyList<RouteGroup> Groups => _groups;

    /// <summary>Header routes that no healthy instance fits: requests with such headers are routed as if they had none.</summary>
    public required IReadOnlyList<HeaderRoute> UnservedRoutes { get; init; }

    /// <summary>Splits with a weight that no healthy instance fits: their share goes to the other splits.</summary>
    public required IReadOnlyList<VersionSplit> UnservedSplits { get; init; }

    /// <summary>
    /// The panic set: when nothing is healthy, the instances that fell silent and whose removal protection holds back. They
    /// are selected only when the caller asked for it. <c>null</c> when something is healthy or nothing is held.
    /// </summary>
    public RouteGroup? Held { get; init; }

    /// <summary>The place in <see cref="Groups"/> that takes a call: the first header route that fits, else a split by chance.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <param name="random">Drawn from only when there are two splits or more.</param>
    internal int Select<THeaders>(THeaders headers, IRandomSource random)
        where THeaders : IRequestHeaders
    {
        var route = MatchHeaders(headers);
        if (route >= 0)
        {
            return route;
        }

        var cumulative = _cumulativeWeights;
        if (cumulative.Length == 1)
        {
            return _headerRoutes;
        }

        var point = RandomMath.Below(random.Next(), cumulative[^1]);
        var place = 0;
        while (cumulative[place] <= point)
        {
            place++;
        }

        return _headerRoutes + place;
    }

    /// <summary>The group of the first header route that fits, or -1.</summary>
    internal int MatchHeaders<THeaders>(THeaders headers)
        where THeaders : IRequestHeaders
    {
        for (var i = 0; i < _headerRoutes; i++)
        {
            var route = _groups[i].Route!;
            if (headers.Has(route.Header, route.Value))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The share of calls that each group gets from a caller with certain headers; adds up to 1.</summary>
    internal double[] Shares<THeaders>(THeaders headers)
        where THeaders : IRequestHeaders
    {
        var shares = new double[_groups.Length];
        var route = MatchHeaders(headers);
        if (route >= 0)
        {
            shares[route] = 1;
            return shares;
        }

        double total = _cumulativeWeights[^1];
        for (var i = 0; i < _cumulativeWeights.Length; i++)
        {
            var weight = _cumulativeWeights[i] - (i == 0 ? 0 : _cumulativeWeights[i - 1]);
            shares[_headerRoutes + i] = weight / total;
        }

        return shares;
    }
}
