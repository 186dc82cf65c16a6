namespace Orleans.Registry;

/// <summary>
/// A status that an operator puts over what an instance says of itself. It is durable, bound to the instance's id, and
/// stays over re-registration and expiry until an operator clears it.
/// </summary>
/// <param name="Status">The status in force; <see cref="InstanceStatus.OutOfService"/> takes the instance out of answers.</param>
/// <param name="Reason">Why, for people; at most 512 characters.</param>
/// <param name="By">Who set it; at most 128 characters.</param>
/// <param name="Since">When it was set (UTC).</param>
public sealed record OperatorOverride(InstanceStatus Status, string Reason, string By, DateTimeOffset Since);
