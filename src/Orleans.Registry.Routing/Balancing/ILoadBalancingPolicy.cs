namespace Orleans.Registry.Routing;

/// <summary>
/// A way to spread calls over endpoints. It does the costly work when endpoints change; the picker it makes then only picks.
/// Must be safe to use from many threads at once.
/// </summary>
public interface ILoadBalancingPolicy
{
    /// <summary>Its name in configuration; see <see cref="LoadBalancingPolicyNames"/> for the built-in ones.</summary>
    string Name { get; }

    /// <summary>Makes a picker for endpoints as they are now. Called whenever instances, weights or policies change.</summary>
    EndpointPicker Create(EndpointSet endpoints, PickerSettings settings);
}
