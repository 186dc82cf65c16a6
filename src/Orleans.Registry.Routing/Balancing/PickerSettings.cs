namespace Orleans.Registry.Routing;

/// <summary>What a policy needs besides the endpoints. Immutable.</summary>
/// <param name="Random">
/// Where randomness comes from. Pickers may share one; one for each service avoids contention between services.
/// </param>
/// <param name="Caller">Where the caller is; used by <see cref="LoadBalancingPolicyNames.LocalityAware"/>.</param>
public sealed record PickerSettings(IRandomSource Random, CallerLocality Caller = default);
