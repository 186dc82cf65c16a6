namespace Orleans.Registry;

/// <summary>Why an instance is in or out of the answer to a query.</summary>
/// <param name="Id">The instance.</param>
/// <param name="IsIncluded">Whether the query answers it.</param>
/// <param name="Reasons">Every rule that was looked at, in order; the ones that failed are why it is out.</param>
/// <param name="Instance">Its record; <c>null</c> when it is not registered.</param>
/// <param name="RecentChanges">Its last changes, newest first; at most 20, as far as the service's log goes back.</param>
/// <param name="Freshness">How fresh the answer is.</param>
public sealed record Explanation(
    InstanceId Id,
    bool IsIncluded,
    IReadOnlyList<ExplanationReason> Reasons,
    ServiceInstance? Instance,
    IReadOnlyList<ServiceChange> RecentChanges,
    Freshness Freshness);
