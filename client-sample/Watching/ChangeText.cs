using Orleans.Registry.Client;

namespace Orleans.Registry.ClientSample;

/// <summary>Puts events of a watch into words.</summary>
internal static class ChangeText
{
    /// <summary>The lines of one event: one for a change; for a snapshot one for it and one for each difference to what is held.</summary>
    public static IEnumerable<string> Lines(WatchEvent next, ServiceMirror held)
    {
        if (next.Change is { } change)
        {
            return [$"{next.Service} {next.Position.Revision} {Describe(change)}"];
        }

        if (next.Snapshot is not { } snapshot)
        {
            return [];
        }

        var difference = held.Compare(snapshot);
        return
        [
            $"{next.Service} {next.Position.Revision} snapshot ({next.Reason}) with {snapshot.Instances.Count} instances",
            .. difference.Added.Select(i => $"{next.Service} {next.Position.Revision}   there is {Describe(i)}"),
            .. difference.Changed.Select(i => $"{next.Service} {next.Position.Revision}   now {Describe(i)}"),
            .. difference.Removed.Select(i => $"{next.Service} {next.Position.Revision}   gone {i.Id}"),
        ];
    }

    private static string Describe(ServiceChange change) => change switch
    {
        { Policy: { } policy } => $"{change.Kind}: version {policy.Version}{By(policy.By)}",
        { Configuration: { } configuration } => $"{change.Kind}: version {configuration.Version}{By(configuration.By)}",
        { After: { } after } => $"{change.Kind} {change.InstanceId} {change.OldStatus}->{change.NewStatus} at {after.Address}:{after.Port}{Cause(change)}",
        _ => $"{change.Kind} {change.InstanceId} {change.OldStatus}->removed{Cause(change)}",
    };

    private static string Describe(ServiceInstance instance) => $"{instance.Id} {instance.Status} at {instance.Address}:{instance.Port}";

    private static string Cause(ServiceChange change) => change.Cause.Length == 0 ? string.Empty : $" ({change.Cause})";

    private static string By(string who) => who.Length == 0 ? string.Empty : $" by {who}";
}
