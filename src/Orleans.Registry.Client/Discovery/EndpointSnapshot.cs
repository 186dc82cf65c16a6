using Orleans.Registry.Routing;

namespace Orleans.Registry.Client;

/// <summary>
/// What this process knows of a service at one moment, ready for picking. Immutable, safe to share; replaced whole when
/// anything changes.
/// </summary>
public sealed class EndpointSnapshot
{
    internal EndpointSnapshot(ServiceSnapshot state, AnswerSource source, RoutePlan plan)
    {
        State = state;
        Source = source;
        Plan = plan;
    }

    /// <summary>The service as the registry told it: all instances, whatever their status, and the policy in force.</summary>
    public ServiceSnapshot State { get; }

    /// <summary><see cref="AnswerSource.Cache"/> when the registry told it to this process, <see cref="AnswerSource.Disk"/> when an earlier one left it.</summary>
    public AnswerSource Source { get; }

    /// <summary>Where calls go: the routes of the traffic policy, each with a picker.</summary>
    public RoutePlan Plan { get; }
}
