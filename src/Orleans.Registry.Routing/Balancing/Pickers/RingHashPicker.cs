namespace Orleans.Registry.Routing;

/// <summary>
/// The endpoint that owns a key on the ring, or the next one round the ring with room: consistent hashing with bounded loads
/// (Mirrokni, Thorup and Zadimoghaddam, 2016). An endpoint has room while its calls in flight, with the one to come, stay within
/// 1.25 times its fair share of all calls in flight, rounded up. Calls without a key go to a random place of the ring.
/// </summary>
internal sealed class RingHashPicker : EndpointPicker
{
    private const double Balance = 1.25;

    /// <summary>
    /// Endpoints looked at a busy pick to know the load. Larger sets are counted once in a few picks, so that this is the mean;
    /// the bound is then off by those few calls.
    /// </summary>
    private const int CountedPerPick = 16;

    private readonly Endpoint[] _endpoints;
    private readonly double[] _bounds;
    private readonly HashRing _ring;
    private readonly int _refreshEvery;
    private int _untilRefresh;
    private long _knownLoad;

    public RingHashPicker(EndpointSet endpoints, PickerSettings settings)
        : base(endpoints, settings)
    {
        _endpoints = endpoints.Items;
        _bounds = Array.ConvertAll(endpoints.WeightItems, weight => Balance * weight / endpoints.TotalWeight);
        _ring = new HashRing(endpoints);
        _refreshEvery = (_endpoints.Length - 1) / CountedPerPick;
    }

    protected override Endpoint? Choose(scoped in PickContext context)
    {
        var point = _ring.PointOf(context.Key is { } key ? key : Random.Next());
        var owner = _ring.OwnerAt(point);
        var endpoint = _endpoints[owner];

        // An idle endpoint always has room for one call, so a quiet service is never counted.
        return endpoint.InFlight == 0 && context.Admits(endpoint) ? endpoint : Walk(point, context);
    }

    private Endpoint Walk(int point, scoped in PickContext context)
    {
        var load = Load() + 1;
        Endpoint? fallback = null;

        // A fifth of the ring always has room, so a few steps find it. The limit is for when most endpoints are unavailable.
        var steps = Math.Min(_ring.Count, (8 * _endpoints.Length) + 64);
        for (var i = 0; i < steps; i++)
        {
            var owner = _ring.OwnerAt(point);
            var endpoint = _endpoints[owner];
            if (context.Admits(endpoint))
            {
                if (endpoint.InFlight + 1 <= Math.Ceiling(_bounds[owner] * load))
                {
                    return endpoint;
                }

                fallback ??= endpoint;
            }

            point = point + 1 < _ring.Count ? point + 1 : 0;
        }

        return fallback ?? _endpoints[_ring.OwnerAt(point)];
    }

    private long Load()
    {
        if (_refreshEvery > 0 && Interlocked.Decrement(ref _untilRefresh) >= 0)
        {
            return Volatile.Read(ref _knownLoad);
        }

        var load = 0L;
        foreach (var endpoint in _endpoints)
        {
            load += endpoint.InFlight;
        }

        Volatile.Write(ref _knownLoad, load);
        Volatile.Write(ref _untilRefresh, _refreshEvery);
        return load;
    }
}
