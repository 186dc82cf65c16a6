namespace Orleans.Registry.Routing;

/// <summary>The names of the built-in policies.</summary>
public static class LoadBalancingPolicyNames
{
    /// <summary>Any endpoint, each as likely as the other; weights do not matter.</summary>
    public const string Random = "random";

    /// <summary>One after the other; weights do not matter.</summary>
    public const string RoundRobin = "round-robin";

    /// <summary>Any endpoint, as likely as its weight says.</summary>
    public const string WeightedRandom = "weighted-random";

    /// <summary>In a fixed rotation in which each endpoint comes as often as its weight says, evenly spread.</summary>
    public const string SmoothWeightedRoundRobin = "smooth-weighted-round-robin";

    /// <summary>The endpoint with the fewest calls in flight for its weight. Looks at every endpoint, so for small services.</summary>
    public const string LeastRequests = "least-requests";

    /// <summary>The better of two random endpoints, by latency, calls in flight and weight. The default.</summary>
    public const string PowerOfTwoChoices = "power-of-two-choices";

    /// <summary>The endpoint that a key hashes to, or the next with room; weights are its share of keys.</summary>
    public const string RingHash = "ring-hash";

    /// <summary>The better of two random endpoints of the nearest locality that has an available one.</summary>
    public const string LocalityAware = "locality-aware";

    /// <summary>Always the first that is available, in order of weight (highest first), then id: a primary and its backups.</summary>
    public const string FirstAvailable = "first-available";
}
