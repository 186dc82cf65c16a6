namespace Orleans.Registry;

/// <summary>One instance, its lease and how fresh the answer is.</summary>
/// <param name="Instance">The instance.</param>
/// <param name="Lease">Its lease; <c>null</c> when the source does not see leases.</param>
/// <param name="Freshness">How fresh.</param>
public sealed record InstanceAnswer(ServiceInstance Instance, LeaseInfo? Lease, Freshness Freshness);
