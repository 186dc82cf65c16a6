namespace Orleans.Registry;

/// <summary>An operator's wish to put a status over what an instance says.</summary>
/// <param name="Status">
/// <see cref="InstanceStatus.OutOfService"/>, <see cref="InstanceStatus.Healthy"/> or <see cref="InstanceStatus.Unhealthy"/>.
/// </param>
/// <param name="Reason">Why; at most 512 characters.</param>
/// <param name="By">Who; at most 128 characters.</param>
public sealed record OverrideRequest(InstanceStatus Status, string Reason = "", string By = "");
