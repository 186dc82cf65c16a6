using Microsoft.Extensions.Options;
using Orleans.Registry.Routing;

namespace Orleans.Registry.Client;

/// <summary>The rules of <see cref="ServiceDiscoveryHttpOptions"/>; tells every wrong field at once.</summary>
internal sealed class ServiceDiscoveryHttpOptionsValidator(IEnumerable<ILoadBalancingPolicy> policies) : IValidateOptions<ServiceDiscoveryHttpOptions>
{
    private readonly BalancingPolicies _policies = new(policies);

    public ValidateOptionsResult Validate(string? name, ServiceDiscoveryHttpOptions options)
    {
        var errors = new OptionErrors($"{nameof(ServiceDiscoveryHttpOptions)}[{name}]");
        errors.Between(nameof(options.Retries), options.Retries, 0, 10);
        errors.Between(nameof(options.ConnectTimeout), options.ConnectTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        errors.Between(nameof(options.FirstSnapshotTimeout), options.FirstSnapshotTimeout, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        if (options.Policy is not null && !_policies.TryGet(options.Policy, out _))
        {
            errors.Add(nameof(options.Policy), $"must be one of {string.Join(", ", _policies.Names.Order(StringComparer.Ordinal))}");
        }

        return errors.ToResult();
    }
}
