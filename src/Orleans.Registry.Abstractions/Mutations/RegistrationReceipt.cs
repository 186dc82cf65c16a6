namespace Orleans.Registry;

/// <summary>What a registry acknowledges about a registration.</summary>
/// <param name="Instance">The record as it stands.</param>
/// <param name="Position">The epoch and revision that hold it: use the revision as <see cref="ReadOptions.MinRevision"/>.</param>
/// <param name="IsNew">Whether the instance was not registered before.</param>
public sealed record RegistrationReceipt(ServiceInstance Instance, ServicePosition Position, bool IsNew);
