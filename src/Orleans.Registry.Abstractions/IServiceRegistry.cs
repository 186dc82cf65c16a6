namespace Orleans.Registry;

/// <summary>
/// The contract of a registry, the same in process, over HTTP and over grains. Expected refusals are values
/// (<see cref="RegistryResult{T}"/>); exceptions mean a bug, a bad argument or, for <see cref="OperationCanceledException"/>,
/// that the caller gave up. All members are safe to call from many threads at once.
/// </summary>
/// <remarks>
/// A mutation that is cancelled or answered <see cref="RegistryErrorCode.StoreUnavailable"/> or
/// <see cref="RegistryErrorCode.Unreachable"/> may or may not have been applied: send it again with the same
/// <see cref="OperationId"/>.
/// </remarks>
public interface IServiceRegistry
{
    /// <summary>
    /// Registers an instance or updates its details; starts its lease anew. Repeating a registration that changes nothing
    /// makes no revision. Acknowledged means durable as the store promises (P1).
    /// </summary>
    ValueTask<RegistryResult<RegistrationReceipt>> RegisterAsync(
        InstanceRegistration registration, OperationId operationId = default, CancellationToken cancellationToken = default);

    /// <summary>
    /// Renews leases: one outcome for each wish, in its order. Writes nothing to storage (P9).
    /// </summary>
    /// <remarks>At most 10,000 wishes a call.</remarks>
    ValueTask<RegistryResult<IReadOnlyList<RenewalOutcome>>> RenewAsync(
        IReadOnlyList<Renewal> renewals, CancellationToken cancellationToken = default);

    /// <summary>Removes an instance. <paramref name="reason"/> is <see cref="RemovalReason.Deregistered"/> or, for operators,
    /// <see cref="RemovalReason.Evicted"/>.</summary>
    ValueTask<RegistryResult<MutationReceipt>> DeregisterAsync(
        InstanceId id, RemovalReason reason = RemovalReason.Deregistered, OperationId operationId = default, CancellationToken cancellationToken = default);

    /// <summary>Takes a health report in; counts as a renewal.</summary>
    ValueTask<RegistryResult<MutationReceipt>> ReportHealthAsync(
        InstanceId id, HealthReport report, OperationId operationId = default, CancellationToken cancellationToken = default);

    /// <summary>
    /// Runs the checks that the registry runs of an instance now, and answers what they found; it counts as from any other
    /// run. Renews nothing. Waits 25 s at most: <see cref="RegistryErrorCode.Overloaded"/> says that a run is still under way.
    /// </summary>
    ValueTask<RegistryResult<HealthCheckAnswer>> CheckNowAsync(InstanceId id, CancellationToken cancellationToken = default);

    /// <summary>Changes weight, tags or metadata.</summary>
    ValueTask<RegistryResult<MutationReceipt>> UpdateAsync(
        InstanceId id, InstanceUpdate update, OperationId operationId = default, CancellationToken cancellationToken = default);

    /// <summary>Puts an operator's status over an instance; it stays until cleared.</summary>
    ValueTask<RegistryResult<MutationReceipt>> SetOverrideAsync(
        InstanceId id, OverrideRequest request, OperationId operationId = default, CancellationToken cancellationToken = default);

    /// <summary>Clears an operator's status; changes nothing when there is none.</summary>
    ValueTask<RegistryResult<MutationReceipt>> ClearOverrideAsync(
        InstanceId id, OperationId operationId = default, CancellationToken cancellationToken = default);

    /// <summary>
    /// Drains an instance, then waits at most <paramref name="wait"/> (0 to 5 min) for the watchers' confirmations. The
    /// answer may be incomplete; ask again with <see cref="GetDrainAsync"/>.
    /// </summary>
    ValueTask<RegistryResult<DrainProgress>> DrainAsync(
        InstanceId id, TimeSpan wait, OperationId operationId = default, CancellationToken cancellationToken = default);

    /// <summary>How far the drain of an instance is, waiting at most <paramref name="wait"/> (0 to 5 min) for its end.</summary>
    ValueTask<RegistryResult<DrainProgress>> GetDrainAsync(InstanceId id, TimeSpan wait, CancellationToken cancellationToken = default);

    /// <summary>Takes a drain back.</summary>
    ValueTask<RegistryResult<MutationReceipt>> ResumeAsync(
        InstanceId id, OperationId operationId = default, CancellationToken cancellationToken = default);

    /// <summary>Reads a whole service.</summary>
    ValueTask<RegistryResult<ServiceAnswer>> GetServiceAsync(
        ServiceName service, ReadOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Reads the instances that fit a query.</summary>
    ValueTask<RegistryResult<DiscoveryAnswer>> DiscoverAsync(
        ServiceName service, InstanceQuery query, ReadOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Reads one instance.</summary>
    ValueTask<RegistryResult<InstanceAnswer>> GetInstanceAsync(
        InstanceId id, ReadOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Lists services.</summary>
    ValueTask<RegistryResult<ServiceListAnswer>> ListServicesAsync(
        ServiceListQuery query, CancellationToken cancellationToken = default);

    /// <summary>
    /// Watches services: for each an optional snapshot, then every change in order, without a gap or a repeat (P3). A reader
    /// that is slow costs no more than its position and gets a snapshot when the changes it missed are gone. The stream ends
    /// only when the caller cancels (<see cref="OperationCanceledException"/>) or the registry stops (it completes).
    /// </summary>
    /// <remarks>A stream that is opened under the watcher id of another ends the other: it is the same watcher, back again.</remarks>
    /// <exception cref="ArgumentException">The request is not valid.</exception>
    /// <exception cref="RegistryException">
    /// The stream cannot be opened, thrown when the first event is asked for: the registry is not ready, or has its most of services.
    /// </exception>
    IAsyncEnumerable<WatchEvent> WatchAsync(WatchRequest request, CancellationToken cancellationToken = default);

    /// <summary>Confirms that a watcher has taken everything up to a position in.</summary>
    ValueTask<RegistryResult<bool>> ConfirmAsync(
        string watcherId, ServiceName service, ServicePosition position, CancellationToken cancellationToken = default);

    /// <summary>Reads the change log after a revision; at most 1000 changes a call.</summary>
    ValueTask<RegistryResult<HistoryPage>> GetHistoryAsync(
        ServiceName service, Revision after, int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>The service as it was at a point of its history.</summary>
    ValueTask<RegistryResult<ServiceSnapshot>> GetAsOfAsync(
        ServiceName service, HistoryPoint point, CancellationToken cancellationToken = default);

    /// <summary>What changed between two points of a service's history.</summary>
    ValueTask<RegistryResult<HistoryDifference>> GetDifferenceAsync(
        ServiceName service, HistoryPoint from, HistoryPoint to, CancellationToken cancellationToken = default);

    /// <summary>Why an instance is in or out of the answer to a query.</summary>
    ValueTask<RegistryResult<Explanation>> ExplainAsync(
        ServiceName service, InstanceId id, InstanceQuery query, CancellationToken cancellationToken = default);

    /// <summary>What a policy would do to the fleet as it is, for one caller; changes nothing.</summary>
    ValueTask<RegistryResult<WhatIfAnswer>> WhatIfAsync(
        ServiceName service, ServicePolicy policy, CallerContext caller, CancellationToken cancellationToken = default);

    /// <summary>The policy in force and the versions before it, newest first.</summary>
    ValueTask<RegistryResult<IReadOnlyList<VersionedPolicy>>> GetPoliciesAsync(
        ServiceName service, CancellationToken cancellationToken = default);

    /// <summary>Sets a policy as a new version.</summary>
    ValueTask<RegistryResult<VersionedPolicy>> SetPolicyAsync(
        ServiceName service, ServicePolicy policy, DocumentChange change, CancellationToken cancellationToken = default);

    /// <summary>Sets an earlier policy again, as a new version.</summary>
    ValueTask<RegistryResult<VersionedPolicy>> RollbackPolicyAsync(
        ServiceName service, long version, DocumentChange change, CancellationToken cancellationToken = default);

    /// <summary>The configuration in force and the versions before it, newest first; empty when none was ever set.</summary>
    ValueTask<RegistryResult<IReadOnlyList<VersionedConfiguration>>> GetConfigurationsAsync(
        ServiceName service, CancellationToken cancellationToken = default);

    /// <summary>Sets a configuration as a new version.</summary>
    ValueTask<RegistryResult<VersionedConfiguration>> SetConfigurationAsync(
        ServiceName service, StringMap entries, DocumentChange change, CancellationToken cancellationToken = default);

    /// <summary>Sets an earlier configuration again, as a new version.</summary>
    ValueTask<RegistryResult<VersionedConfiguration>> RollbackConfigurationAsync(
        ServiceName service, long version, DocumentChange change, CancellationToken cancellationToken = default);

    /// <summary>
    /// Whether the registry, as this host of it sees it, answers and acknowledges: true, or <see cref="RegistryErrorCode.NotReady"/>
    /// with the reason. Its cost does not depend on what the registry holds.
    /// </summary>
    ValueTask<RegistryResult<bool>> CheckReadyAsync(CancellationToken cancellationToken = default);

    /// <summary>Figures and readiness of the registry. May cost a call for each service.</summary>
    ValueTask<RegistryResult<RegistryStats>> GetStatsAsync(CancellationToken cancellationToken = default);
}
