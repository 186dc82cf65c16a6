using Orleans.Registry.Core;
using Orleans.Registry.Routing;

namespace Orleans.Registry.Engine;

/// <summary>Answers from what an owner, or a copy of it, has published: the same in every host. Pure.</summary>
public static class ServiceReads
{
    /// <summary>Most changes of a page of history.</summary>
    public const int MaxHistoryPage = 1000;

    private const int ExplainedChanges = 20;

    /// <summary>The instances that fit a query.</summary>
    public static DiscoveryAnswer Discover(PublishedService published, InstanceQuery query, Freshness freshness)
    {
        ArgumentNullException.ThrowIfNull(published);
        var snapshot = published.Snapshot;
        return new DiscoveryAnswer(
            snapshot.Service, InstanceFilter.Apply(snapshot, query), snapshot.Instances.Count, snapshot.Protection, freshness);
    }

    /// <summary>One line of the list of services.</summary>
    public static ServiceSummary Summarise(PublishedService published)
    {
        ArgumentNullException.ThrowIfNull(published);
        var snapshot = published.Snapshot;
        return new ServiceSummary(snapshot.Service, snapshot.Position, snapshot.Instances.Count, published.Healthy, snapshot.Protection is not null);
    }

    /// <summary>A page of the change log.</summary>
    public static RegistryResult<HistoryPage> GetHistory(PublishedService published, Revision after, int limit)
    {
        ArgumentNullException.ThrowIfNull(published);
        if (limit is < 1 or > MaxHistoryPage)
        {
            return RegistryError.Invalid("limit", $"must be 1 to {MaxHistoryPage}");
        }

        var (snapshot, log) = (published.Snapshot, published.Log);
        if (after > snapshot.Revision || !log.Covers(after, snapshot.Revision))
        {
            return new RegistryError(
                RegistryErrorCode.HistoryUnavailable,
                $"The history of '{snapshot.Service}' reaches from revision {log.Oldest} to {snapshot.Revision}; it cannot be read after {after}.");
        }

        var start = after == snapshot.Revision ? log.Count : log.IndexAfter(after);
        var changes = new ServiceChange[Math.Min(limit, log.Count - start)];
        for (var i = 0; i < changes.Length; i++)
        {
            changes[i] = log[start + i];
        }

        return new HistoryPage(snapshot.Epoch, changes, log.Oldest, snapshot.Revision);
    }

    /// <summary>The service at a point of its history.</summary>
    public static RegistryResult<ServiceSnapshot> GetAsOf(PublishedService published, HistoryPoint point)
    {
        ArgumentNullException.ThrowIfNull(published);
        var revision = ServiceHistory.Resolve(published.Snapshot, published.Log, point);
        return revision.IsSuccess
            ? ServiceHistory.AsOf(published.Snapshot, published.Log, published.Policies, revision.Value)
            : revision.Error;
    }

    /// <summary>What changed between two points.</summary>
    public static RegistryResult<HistoryDifference> GetDifference(PublishedService published, HistoryPoint from, HistoryPoint to)
    {
        var earlier = GetAsOf(published, from);
        var later = GetAsOf(published, to);
        if (!earlier.IsSuccess || !later.IsSuccess)
        {
            return (earlier.Error ?? later.Error)!;
        }

        if (earlier.Value.Revision > later.Value.Revision)
        {
            return RegistryError.Invalid("from", $"must not be later than to ({earlier.Value.Revision} > {later.Value.Revision})");
        }

        var difference = SnapshotDifference.Between(earlier.Value.Instances, later.Value.Epoch, later.Value);
        return new HistoryDifference(earlier.Value.Position, later.Value.Position, difference);
    }

    /// <summary>Why an instance is in or out of an answer.</summary>
    public static Explanation Explain(PublishedService published, InstanceId id, InstanceQuery query, Freshness freshness)
    {
        ArgumentNullException.ThrowIfNull(published);
        return InstanceExplainer.Explain(
            published.Snapshot, id, query, ServiceHistory.Of(id, published.Log, ExplainedChanges), freshness);
    }

    /// <summary>Where the drain of a draining instance began; <c>null</c> when it is not draining.</summary>
    public static ServicePosition? FindDrain(PublishedService published, ServiceInstance instance)
    {
        ArgumentNullException.ThrowIfNull(published);
        ArgumentNullException.ThrowIfNull(instance);
        if (instance.ReportedStatus != InstanceStatus.Draining)
        {
            return null;
        }

        var log = published.Log;
        for (var i = log.Count - 1; i >= 0; i--)
        {
            if (log[i].InstanceId == instance.Id && log[i].Before?.ReportedStatus != InstanceStatus.Draining)
            {
                return new ServicePosition(published.Snapshot.Epoch, log[i].Revision);
            }
        }

        return new ServicePosition(published.Snapshot.Epoch, instance.ModifiedRevision);
    }
}
