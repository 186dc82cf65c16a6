using System.Diagnostics.CodeAnalysis;
using Orleans.Registry.Routing;

namespace Orleans.Registry.Client;

/// <summary>The built-in policies and those the program added, by name in any case. One of the program's own wins.</summary>
internal sealed class BalancingPolicies
{
    private readonly Dictionary<string, ILoadBalancingPolicy> _byName = new(StringComparer.OrdinalIgnoreCase);

    public BalancingPolicies(IEnumerable<ILoadBalancingPolicy> added)
    {
        foreach (var policy in LoadBalancingPolicies.All.Concat(added))
        {
            _byName[policy.Name] = policy;
        }
    }

    public IEnumerable<string> Names => _byName.Keys;

    public bool TryGet(string? name, [NotNullWhen(true)] out ILoadBalancingPolicy? policy)
    {
        policy = null;
        return name is not null && _byName.TryGetValue(name, out policy);
    }
}
