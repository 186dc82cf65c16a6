namespace Orleans.Registry.Routing;

/// <summary>The conditions of a query, in the order in which they are tried and told.</summary>
internal static class InstanceRules
{
    /// <summary>Name of the rule that an instance must be registered; explain adds it before the table.</summary>
    public const string Registered = "registered";

    /// <summary>Every condition; the cheap and the selective ones first.</summary>
    public static readonly InstanceRule[] All =
    [
        new("status", static q => q.HealthyOnly, static (i, _) => i.IsHealthy, InstanceWording.Status),
        new("tags", static q => q.Tags.Count > 0, static (i, q) => i.Details.Tags.ContainsAll(q.Tags), InstanceWording.Tags),
        new(
            "version",
            static q => q.Version is not null,
            static (i, q) => q.Version!.Contains(i.Details.Version),
            InstanceWording.Version),
        Text("region", static d => d.Region, static q => q.Region),
        Text("zone", static d => d.Zone, static q => q.Zone),
        Text("dataCenter", static d => d.DataCenter, static q => q.DataCenter),
        Text("protocol", static d => d.Protocol, static q => q.Protocol),
        new(
            "metadata",
            static q => q.Metadata.Count > 0,
            static (i, q) => HasAll(i.Details.Metadata, q.Metadata),
            InstanceWording.Metadata),
    ];

    private static InstanceRule Text(string name, Func<InstanceDetails, string> present, Func<InstanceQuery, string?> wanted)
        => new(
            name,
            query => wanted(query) is not null,
            (instance, query) => Same(present(instance.Details), wanted(query)),
            (instance, query) => InstanceWording.Text(present(instance.Details), wanted(query)));

    private static bool Same(string left, string? right) => string.Equals(left, right, StringComparison.Ordinal);

    private static bool HasAll(StringMap present, StringMap wanted)
    {
        foreach (var (key, value) in wanted.Entries)
        {
            if (!present.TryGetValue(key, out var found) || !Same(found, value))
            {
                return false;
            }
        }

        return true;
    }
}
