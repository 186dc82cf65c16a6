namespace Orleans.Registry.Routing;

/// <summary>A policy that is no more than a name and a picker's constructor.</summary>
internal sealed class FactoryPolicy(string name, Func<EndpointSet, PickerSettings, EndpointPicker> create) : ILoadBalancingPolicy
{
    public string Name { get; } = name;

    public EndpointPicker Create(EndpointSet endpoints, PickerSettings settings)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(settings);
        return create(endpoints, settings);
    }
}
