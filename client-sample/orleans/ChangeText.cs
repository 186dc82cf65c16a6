namespace Orleans.Registry.ClusterClientSample;

/// <summary>Puts changes into words.</summary>
internal static class ChangeText
{
    public static string Describe(ServiceChange change) => change switch
    {
        { Policy: { } policy } => $"{Kind(change)} to version {policy.Version}",
        { Configuration: { } configuration } => $"{Kind(change)} to version {configuration.Version}",
        { After: { } after } => $"{Kind(change)} {after.Id} {change.OldStatus}->{change.NewStatus} at {after.Address}:{after.Port}{Cause(change)}",
        _ => $"{Kind(change)} {change.InstanceId} {change.OldStatus}->removed{Cause(change)}",
    };

    /// <summary>The lines of a whole service.</summary>
    public static IEnumerable<string> Describe(ServiceSnapshot snapshot)
        => [$"snapshot with {snapshot.Instances.Count} instances", .. snapshot.Instances.Select(static i => $"  there is {i.Id} {i.Status} at {i.Address}:{i.Port}")];

    private static string Kind(ServiceChange change) => change.Kind.ToString().ToLowerInvariant();

    private static string Cause(ServiceChange change) => change.Cause.Length == 0 ? string.Empty : $" ({change.Cause})";
}
