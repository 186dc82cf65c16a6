namespace Orleans.Registry.Routing;

/// <summary>The endpoints that a picker chooses from, with their weights at this moment. Immutable.</summary>
public sealed class EndpointSet
{
    /// <summary>What each endpoint weighs when all have weight 0: the default weight of an instance.</summary>
    private const int EqualWeight = 100;

    private readonly Endpoint[] _endpoints;
    private readonly InstanceDetails[] _details;
    private readonly int[] _weights;

    private EndpointSet(Endpoint[] endpoints, InstanceDetails[] details, int[] weights)
    {
        _endpoints = endpoints;
        _details = details;
        _weights = weights;
        foreach (var weight in weights)
        {
            TotalWeight += weight;
            HasEqualWeights &= weight == weights[0];
        }
    }

    /// <summary>No endpoints.</summary>
    public static EndpointSet Empty { get; } = new([], [], []);

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

        // Each record is read once: it may be replaced meanwhile.
        (Endpoint Endpoint, InstanceDetails Details)[] all = [.. endpoints.Select(static e => (e, e.Instance.Details))];
        if (all.Length == 0)
        {
            return Empty;
        }

        var weighted = Array.FindAll(all, static member => member.Details.Weight > 0);
        var members = weighted.Length > 0 ? weighted : all;
        return new EndpointSet(
            Array.ConvertAll(members, static member => member.Endpoint),
            Array.ConvertAll(members, static member => member.Details),
            Array.ConvertAll(members, static member => member.Details.Weight > 0 ? member.Details.Weight : EqualWeight));
    }

    /// <summary>Whether another set has the same endpoints, in the same order, saying the same of themselves.</summary>
    internal bool IsSame(EndpointSet other)
    {
        if (other.Count != Count)
        {
            return false;
        }

        for (var i = 0; i < Count; i++)
        {
            if (!ReferenceEquals(_endpoints[i], other._endpoints[i]) || !ReferenceEquals(_details[i], other._details[i]))
            {
                return false;
            }
        }

        return true;
    }
}
