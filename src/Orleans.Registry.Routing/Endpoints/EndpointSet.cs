namespace Orleans.Registry.Routing;

/// <summary>The endpoints that a picker chooses from, with their weights at this moment. Immutable.</summary>
public sealed class EndpointSet
{
    /// <summary>What each endpoint weighs when all have weight 0: the default weight of an instance.</summary>
    private const int EqualWeight = 100;

    private readonly Endpoint[] _endpoints;
    private readonly int[] _weights;

    private EndpointSet(Endpoint[] endpoints, int[] weights)
    {
        _endpoints = endpoints;
        _weights = weights;
        foreach (var weight in weights)
        {
            TotalWeight += weight;
            HasEqualWeights &= weight == weights[0];
        }
    }

    /// <summary>No endpoints.</summary>
    public static EndpointSet Empty { get; } = new([], []);

    /// <summary>How many endpoints.</summary>
    public int Count => _endpoints.Length;

    /// <summary>The endpoints.</summary>
    public ReadOnlySpan<Endpoint> Endpoints => _endpoints;

    /// <summary>The endpoints, for pickers, which would only copy them; not to be written to.</summary>
    internal Endpoint[] Items => _endpoints;

    /// <summary>The weight of each endpoint at the same place; 1 to 10000.</summary>
    public ReadOnlySpan<int> Weights => _weights;

    /// <summary>The weights, for pickers; not to be written to.</summary>
    internal int[] WeightItems => _weights;

    /// <summary>All weights together.</summary>
    public long TotalWeight { get; }

    /// <summary>Whether all weights are the same.</summary>
    public bool HasEqualWeights { get; } = true;

    /// <summary>
    /// Takes endpoints with the weights of their present records. Endpoints of weight 0 are left out while another has a
    /// weight; when none has, they count alike.
    /// </summary>
    public static EndpointSet Create(IEnumerable<Endpoint> endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        List<Endpoint> weighted = [];
        List<Endpoint> unweighted = [];
        List<int> weights = [];
        foreach (var endpoint in endpoints)
        {
            // Read once: the record may be replaced meanwhile.
            var weight = endpoint.Instance.Details.Weight;
            if (weight > 0)
            {
                weighted.Add(endpoint);
                weights.Add(weight);
            }
            else
            {
                unweighted.Add(endpoint);
            }
        }

        return weighted.Count > 0
            ? new EndpointSet([.. weighted], [.. weights])
            : unweighted.Count > 0 ? new EndpointSet([.. unweighted], [.. Enumerable.Repeat(EqualWeight, unweighted.Count)]) : Empty;
    }
}
