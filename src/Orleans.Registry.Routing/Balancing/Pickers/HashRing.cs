namespace Orleans.Registry.Routing;

/// <summary>
/// A ring of 64-bit points, several for each endpoint (virtual nodes), each the end of an arc of keys: consistent hashing
/// (Karger et al., "Consistent hashing and random trees", STOC 1997). The points of an endpoint depend on its id and weight
/// alone, so endpoints that come or go move only the keys they take or leave, and every caller has the same ring. (Very large
/// rings are thinned out; keys also move when the ring's size crosses such a step.)
/// </summary>
internal sealed class HashRing
{
    /// <summary>Points of an endpoint of the default weight; the spread of arcs is then about 9 %.</summary>
    private const int PointsPerEndpoint = 128;

    private const int DefaultWeight = 100;

    /// <summary>Above so many points each endpoint gets half (a quarter, ...) as many.</summary>
    private const int MaxPoints = 1 << 16;

    private readonly ulong[] _points;
    private readonly int[] _owners;
    private readonly int[] _firstInBucket;
    private readonly int _bucketShift;

    public HashRing(EndpointSet endpoints)
    {
        var counts = PointCounts(endpoints.Weights);
        var total = counts.Sum();
        _points = new ulong[total];
        _owners = new int[total];
        var next = 0;
        foreach (var place in InOrderOfId(endpoints))
        {
            var seed = StableHash.Of(endpoints.Endpoints[place].Id.Value);
            for (var i = 0; i < counts[place]; i++)
            {
                _points[next] = RandomMath.Mix(seed + ((ulong)i * 0x9E3779B97F4A7C15));
                _owners[next++] = place;
            }
        }

        Array.Sort(_points, _owners);
        var bits = Math.Max(1, (int)Math.Ceiling(Math.Log2(Math.Max(2, total))));
        _bucketShift = 64 - bits;
        _firstInBucket = Buckets(bits);
    }

    /// <summary>How many points.</summary>
    public int Count => _points.Length;

    /// <summary>The endpoint's place that owns a point of the ring.</summary>
    public int OwnerAt(int point) => _owners[point];

    /// <summary>The first point at or after a key, round the ring. Points are spread evenly, so the bucket holds about one.</summary>
    public int PointOf(ulong key)
    {
        var point = _firstInBucket[(int)(key >> _bucketShift)];
        while (point < _points.Length && _points[point] < key)
        {
            point++;
        }

        return point < _points.Length ? point : 0;
    }

    private static int[] PointCounts(ReadOnlySpan<int> weights)
    {
        var counts = new int[weights.Length];
        for (var halvings = 0; ; halvings++)
        {
            var total = 0L;
            for (var i = 0; i < counts.Length; i++)
            {
                counts[i] = Math.Max(1, ((weights[i] * PointsPerEndpoint) / DefaultWeight) >> halvings);
                total += counts[i];
            }

            if (total <= Math.Max(MaxPoints, weights.Length))
            {
                return counts;
            }
        }
    }

    /// <summary>Should two points collide, their order must not depend on the order of the instances.</summary>
    private static IEnumerable<int> InOrderOfId(EndpointSet endpoints)
    {
        var ids = Array.ConvertAll(endpoints.Items, static endpoint => endpoint.Id);
        return Enumerable.Range(0, ids.Length).OrderBy(place => ids[place]);
    }

    private int[] Buckets(int bits)
    {
        var first = new int[1 << bits];
        var point = 0;
        for (var bucket = 0; bucket < first.Length; bucket++)
        {
            while (point < _points.Length && _points[point] < (ulong)bucket << _bucketShift)
            {
                point++;
            }

            first[bucket] = point;
        }

        return first;
    }
}
