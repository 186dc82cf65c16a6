namespace Orleans.Registry;

/// <summary>A whole service and how fresh it is.</summary>
/// <param name="Snapshot">The service.</param>
/// <param name="Freshness">How fresh.</param>
public readonly record struct ServiceAnswer(ServiceSnapshot Snapshot, Freshness Freshness);
