using Microsoft.Extensions.Options;
using Orleans.Registry.Routing;

namespace Orleans.Registry.Client;

/// <summary>The rules of <see cref="ServiceDiscoveryOptions"/>; tells every wrong field at once.</summary>
internal sealed class ServiceDiscoveryOptionsValidator(IEnumerable<ILoadBalancingPolicy> policies) : IValidateOptions<ServiceDiscoveryOptions>
{
    private readonly BalancingPolicies _policies = new(policies);

    public ValidateOptionsResult Validate(string? name, ServiceDiscoveryOptions options)
    {
        var errors = new OptionErrors(nameof(ServiceDiscoveryOptions));
        CheckPolicy(nameof(options.Policy), options.Policy, errors);
        foreach (var (service, policy) in options.Policies)
        {
            CheckService($"{nameof(options.Policies)}[{service}]", service, errors);
            CheckPolicy($"{nameof(options.Policies)}[{service}]", policy, errors);
        }

        for (var i = 0; i < options.Services.Count; i++)
        {
            CheckService($"{nameof(options.Services)}[{i}]", options.Services[i], errors);
        }

        errors.Between(nameof(options.Heartbeat), options.Heartbeat, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5));
        errors.Between(nameof(options.LastKnownGoodAfter), options.LastKnownGoodAfter, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        errors.Between(nameof(options.LastKnownGoodDelay), options.LastKnownGoodDelay, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1));
        errors.Between(nameof(options.LastKnownGoodRefresh), options.LastKnownGoodRefresh, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        return errors.ToResult();
    }

    private static void CheckService(string field, string service, OptionErrors errors)
    {
        if (!ServiceName.TryParse(service, out _))
        {
            errors.Add(field, "must be the name of a service");
        }
    }

    private void CheckPolicy(string field, string policy, OptionErrors errors)
    {
        if (!_policies.TryGet(policy, out _))
        {
            errors.Add(field, $"must be one of {string.Join(", ", _policies.Names.Order(StringComparer.Ordinal))}");
        }
    }
}
