namespace Orleans.Registry;

/// <summary>The lease of an instance as its registry sees it now.</summary>
/// <param name="Ttl">How long the instance stays without a renewal.</param>
/// <param name="LastRenewal">When the registry last heard of it (UTC, to about 50 ms); registration counts.</param>
/// <param name="Remaining">What is left of the lease, in time during which the registry could hear a renewal.</param>
public sealed record LeaseInfo(TimeSpan Ttl, DateTimeOffset LastRenewal, TimeSpan Remaining);
