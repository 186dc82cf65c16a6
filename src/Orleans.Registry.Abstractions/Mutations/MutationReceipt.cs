namespace Orleans.Registry;

/// <summary>What a registry acknowledges about any other mutation.</summary>
/// <param name="Position">The epoch and revision that hold its effect.</param>
/// <param name="Changed">Whether it changed anything; false also when the same operation id was applied before.</param>
/// <param name="Instance">The instance's record after it; <c>null</c> when there is none.</param>
public sealed record MutationReceipt(ServicePosition Position, bool Changed, ServiceInstance? Instance);
