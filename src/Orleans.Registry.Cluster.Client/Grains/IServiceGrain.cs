using Orleans.Concurrency;

namespace Orleans.Registry.Cluster;

/// <summary>
/// The owner of one service; its key is the service's name. It holds the instances, the revision and the change log, and is
/// the only writer of the service's records. Calls interleave: reads and waits never hold writes up. Refusals are values,
/// as in <see cref="IServiceRegistry"/>; an activation that finds that another one has written answers
/// <see cref="RegistryErrorCode.Fenced"/> and ends: call again.
/// </summary>
[Alias("Orleans.Registry.IServiceGrain")]
public interface IServiceGrain : IGrainWithStringKey
{
    /// <summary>Reads the whole service.</summary>
    [Alias("GetService")]
    Task<RegistryResult<ServiceAnswer>> GetServiceAsync(ReadOptions? options);

    /// <summary>Reads the instances that fit a query.</summary>
    [Alias("Discover")]
    Task<RegistryResult<DiscoveryAnswer>> DiscoverAsync(InstanceQuery query, ReadOptions? options);

    /// <summary>Reads the change log after a revision; at most 1000 changes a call.</summary>
    [Alias("GetHistory")]
    Task<RegistryResult<HistoryPage>> GetHistoryAsync(Revision after, int limit);

    /// <summary>The service as it was at a point of its history.</summary>
    [Alias("GetAsOf")]
    Task<RegistryResult<ServiceSnapshot>> GetAsOfAsync(HistoryPoint point);

    /// <summary>What changed between two points of the service's history.</summary>
    [Alias("GetDifference")]
    Task<RegistryResult<HistoryDifference>> GetDifferenceAsync(HistoryPoint from, HistoryPoint to);

    /// <summary>Why an instance is in or out of the answer to a query.</summary>
    [Alias("Explain")]
    Task<RegistryResult<Explanation>> ExplainAsync(InstanceId id, InstanceQuery query);

    /// <summary>What a policy would do to the fleet as it is, for one caller; changes nothing.</summary>
    [Alias("WhatIf")]
    Task<RegistryResult<WhatIfAnswer>> WhatIfAsync(ServicePolicy policy, CallerContext caller);

    /// <summary>The policy in force and the versions before it, newest first.</summary>
    [Alias("GetPolicies")]
    Task<RegistryResult<VersionedPolicy[]>> GetPoliciesAsync();

    /// <summary>Sets a policy as a new version.</summary>
    [Alias("SetPolicy")]
    Task<RegistryResult<VersionedPolicy>> SetPolicyAsync(ServicePolicy policy, DocumentChange change);

    /// <summary>Sets an earlier policy again, as a new version.</summary>
    [Alias("RollbackPolicy")]
    Task<RegistryResult<VersionedPolicy>> RollbackPolicyAsync(long version, DocumentChange change);

    /// <summary>The configuration in force and the versions before it, newest first; empty when none was ever set.</summary>
    [Alias("GetConfigurations")]
    Task<RegistryResult<VersionedConfiguration[]>> GetConfigurationsAsync();

    /// <summary>Sets a configuration as a new version.</summary>
    [Alias("SetConfiguration")]
    Task<RegistryResult<VersionedConfiguration>> SetConfigurationAsync(StringMap entries, DocumentChange change);

    /// <summary>Sets an earlier configuration again, as a new version.</summary>
    [Alias("RollbackConfiguration")]
    Task<RegistryResult<VersionedConfiguration>> RollbackConfigurationAsync(long version, DocumentChange change);

    /// <summary>
    /// How far the drain of an instance is. Waits at most <paramref name="wait"/> for its end, and never longer than 10 s:
    /// for more ask again.
    /// </summary>
    [Alias("GetDrain")]
    Task<RegistryResult<DrainProgress>> GetDrainAsync(InstanceId id, TimeSpan wait);

    /// <summary>
    /// The pull of a watch: what is newer than the caller holds, at once when there is something, else after at most the
    /// time it asks for (10 s at most).
    /// </summary>
    [Alias("Follow")]
    Task<FollowReply> FollowAsync(FollowRequest request);

    /// <summary>
    /// Whether the service is at a position: the cheap way to read it again strongly, for who holds what it was there. Counts as
    /// a read when it is. False also when the owner cannot tell: reading says why.
    /// </summary>
    [Alias("IsAt")]
    Task<bool> IsAtAsync(ServicePosition position);

    /// <summary>Whether the service has ever been at a position, as the store knows; <c>null</c> when it cannot tell now.</summary>
    [Alias("HasReached")]
    Task<bool?> HasReachedAsync(ServicePosition position);

    /// <summary>A follower goes away and is no longer asked about drains.</summary>
    [Alias("Unfollow"), OneWay]
    Task UnfollowAsync(string followerId);

    /// <summary>The service in one line, and how many instances by status.</summary>
    [Alias("Summarise")]
    Task<RegistryResult<ServiceFigures>> SummariseAsync();
}
