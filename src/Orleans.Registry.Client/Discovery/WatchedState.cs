using Orleans.Registry.Routing;

namespace Orleans.Registry.Client;

/// <summary>What a watch knows of a service at one moment, before any policy is applied.</summary>
/// <param name="Snapshot">The service.</param>
/// <param name="Endpoints">Its endpoints, in the order of the snapshot's instances.</param>
/// <param name="Source">Who told.</param>
internal sealed record WatchedState(ServiceSnapshot Snapshot, IReadOnlyList<Endpoint> Endpoints, AnswerSource Source);
