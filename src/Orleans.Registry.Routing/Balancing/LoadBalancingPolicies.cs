using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Orleans.Registry.Routing;

/// <summary>The built-in policies, and ways to make others.</summary>
public static class LoadBalancingPolicies
{
    private static readonly FrozenDictionary<string, ILoadBalancingPolicy> ByName = BuiltIns().ToFrozenDictionary(
        static policy => policy.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The policy for callers that name none: <see cref="LoadBalancingPolicyNames.PowerOfTwoChoices"/>.</summary>
    public static ILoadBalancingPolicy Default => ByName[LoadBalancingPolicyNames.PowerOfTwoChoices];

    /// <summary>Every built-in policy.</summary>
    public static IReadOnlyCollection<ILoadBalancingPolicy> All => ByName.Values;

    /// <summary>Finds a built-in policy by its name in any case.</summary>
    public static bool TryGet(string? name, [NotNullWhen(true)] out ILoadBalancingPolicy? policy)
    {
        policy = null;
        return name is not null && ByName.TryGetValue(name, out policy);
    }

    /// <summary>
    /// A policy that prefers the caller's zone, then its region, then any endpoint, as long as an endpoint there is available,
    /// and picks there by another policy.
    /// </summary>
    /// <param name="inner">How to pick inside a locality.</param>
    public static ILoadBalancingPolicy LocalityAware(ILoadBalancingPolicy inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        return new FactoryPolicy(
            LoadBalancingPolicyNames.LocalityAware, (endpoints, settings) => new LocalityAwarePicker(endpoints, settings, inner));
    }

    /// <summary>A policy that is a function.</summary>
    /// <param name="name">Its name; not one of the built-in ones.</param>
    /// <param name="pick">The function.</param>
    /// <exception cref="ArgumentException">The name is empty or that of a built-in policy.</exception>
    public static ILoadBalancingPolicy Custom(string name, PickFunction pick)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(pick);
        if (ByName.ContainsKey(name))
        {
            throw new ArgumentException($"'{name}' is a built-in policy.", nameof(name));
        }

        return new FactoryPolicy(name, (endpoints, settings) => new CustomPicker(endpoints, settings, pick));
    }

    private static IEnumerable<ILoadBalancingPolicy> BuiltIns()
    {
        var powerOfTwo = new FactoryPolicy(LoadBalancingPolicyNames.PowerOfTwoChoices, static (e, s) => new PowerOfTwoChoicesPicker(e, s));
        return
        [
            powerOfTwo,
            LocalityAware(powerOfTwo),
            new FactoryPolicy(LoadBalancingPolicyNames.Random, static (e, s) => new RandomPicker(e, s)),
            new FactoryPolicy(LoadBalancingPolicyNames.RoundRobin, static (e, s) => new RoundRobinPicker(e, s)),
            new FactoryPolicy(LoadBalancingPolicyNames.WeightedRandom, static (e, s) => new WeightedRandomPicker(e, s)),
            new FactoryPolicy(LoadBalancingPolicyNames.SmoothWeightedRoundRobin, static (e, s) => new SmoothWeightedRoundRobinPicker(e, s)),
            new FactoryPolicy(LoadBalancingPolicyNames.LeastRequests, static (e, s) => new LeastRequestsPicker(e, s)),
            new FactoryPolicy(LoadBalancingPolicyNames.RingHash, static (e, s) => new RingHashPicker(e, s)),
            new FactoryPolicy(LoadBalancingPolicyNames.FirstAvailable, static (e, s) => new FirstAvailablePicker(e, s)),
        ];
    }
}
