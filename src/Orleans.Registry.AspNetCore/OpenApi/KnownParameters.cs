namespace Orleans.Registry.AspNetCore;

/// <summary>Query parameters that several endpoints take.</summary>
internal static class KnownParameters
{
    public static readonly QueryParameter[] Read =
    [
        new("minRevision", "The least revision the answer must show: the X-Registry-Revision of a mutation (read your writes)."),
        new("wait", "How long to wait for minRevision, e.g. 500ms or 5s; at most 60s; default 5s."),
        new("strong", "true: only the owner of the service may answer."),
    ];

    public static readonly QueryParameter[] Filter =
    [
        new("healthy", "true: only instances that are meant to be called."),
        new("tag", "Only instances with this tag; repeat it for several, all of which are needed."),
        new("version", "Only versions in this range, e.g. >=1.2 <2 or ^1.4."),
        new("region", "Only instances of this region."),
        new("zone", "Only instances of this zone."),
        new("dc", "Only instances of this data center."),
        new("protocol", "Only instances that speak this protocol."),
        new("meta.", "meta.KEY=VALUE: only instances whose metadata has this entry."),
    ];

    public static readonly QueryParameter[] FilterAndRead = [.. Filter, .. Read];

    public static readonly QueryParameter[] Explain
        = [new("id", "The instance.", Required: true), .. Filter];

    public static readonly QueryParameter Wait
        = new("wait", "How long to wait for the watchers' confirmations, e.g. 30s; at most 5m; default 0.");
}
