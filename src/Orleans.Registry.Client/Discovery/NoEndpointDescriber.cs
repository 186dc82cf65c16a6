using System.Globalization;

namespace Orleans.Registry.Client;

/// <summary>Puts into words why there is no instance to call.</summary>
internal sealed class NoEndpointDescriber(IRegistryConnection? connection, TimeSpan heartbeat, TimeProvider timeProvider)
{
    public NoEndpointException Describe(ServiceName service, ServiceSnapshot? state, TimeSpan age)
    {
        var (reason, what) = Reason(state);
        return new NoEndpointException(service, reason, $"Service '{service}' cannot be called: {what}{Doubt(state, age)}.");
    }

    private static (NoEndpointReason Reason, string What) Reason(ServiceSnapshot? state)
    {
        if (state is null)
        {
            return (NoEndpointReason.NotKnown, "nothing is known of it yet");
        }

        if (state.Instances.Count == 0)
        {
            return (NoEndpointReason.NoInstances, "it has no instances");
        }

        if (state.Instances.Any(static i => i.IsHealthy))
        {
            return (NoEndpointReason.NoneAvailable, "this process keeps calls from all of its healthy instances");
        }

        var statuses = state.Instances.GroupBy(static i => i.Status).OrderByDescending(static g => g.Count())
            .Select(static g => string.Create(CultureInfo.InvariantCulture, $"{g.Count()} {g.Key}"));
        return (NoEndpointReason.NoneHealthy, $"none of its instances is healthy ({string.Join(", ", statuses)})");
    }

    private string Doubt(ServiceSnapshot? state, TimeSpan age)
    {
        if (connection?.Status is { IsReachable: false } status)
        {
            var since = timeProvider.GetUtcNow() - status.Since;
            return string.Create(
                CultureInfo.InvariantCulture,
                $"; the registry has not been reachable for {since.TotalSeconds:0.#} s, since {status.Since:HH:mm:ss} UTC ({status.LastError?.Message})");
        }

        return state is not null && age > heartbeat * 3
            ? string.Create(CultureInfo.InvariantCulture, $"; that was {age.TotalSeconds:0.#} s ago, and the registry has been silent since")
            : string.Empty;
    }
}
