namespace Orleans.Registry.Protocol;

/// <summary>Paths of the protocol: templates for the server, builders for clients. All are relative to the server's root.</summary>
public static class RegistryRoutes
{
    /// <summary>What all paths of this version of the protocol begin with.</summary>
    public const string Prefix = "/api/v1";

    /// <summary>Register (POST).</summary>
    public const string Instances = Prefix + "/instances";

    /// <summary>Read, update (PATCH), deregister (DELETE) one instance.</summary>
    public const string Instance = Instances + "/{id}";

    /// <summary>Renew one lease (PUT, no body).</summary>
    public const string Lease = Instance + "/lease";

    /// <summary>Report health (PUT).</summary>
    public const string Health = Instance + "/health";

    /// <summary>Run the health checks of an instance now (POST, no body).</summary>
    public const string Checks = Instance + "/checks";

    /// <summary>Set (PUT) or clear (DELETE) an operator's override.</summary>
    public const string Override = Instance + "/override";

    /// <summary>Begin (POST), look at (GET) or take back (DELETE) a drain.</summary>
    public const string Drain = Instance + "/drain";

    /// <summary>Remove an instance as an operator (POST).</summary>
    public const string Evict = Instance + "/evict";

    /// <summary>Renew many leases (POST).</summary>
    public const string Renewals = Prefix + "/renewals";

    /// <summary>List services.</summary>
    public const string Services = Prefix + "/services";

    /// <summary>Read a whole service.</summary>
    public const string Service = Services + "/{service}";

    /// <summary>Read the instances of a service that fit a query.</summary>
    public const string ServiceInstances = Service + "/instances";

    /// <summary>Watch one service: server-sent events, or long poll with <c>after</c>.</summary>
    public const string ServiceWatch = Service + "/watch";

    /// <summary>Read the change log.</summary>
    public const string History = Service + "/history";

    /// <summary>Read the service as it was.</summary>
    public const string AsOf = Service + "/asof";

    /// <summary>Compare two points of the history.</summary>
    public const string Difference = Service + "/diff";

    /// <summary>Ask why an instance is in or out of an answer.</summary>
    public const string Explain = Service + "/explain";

    /// <summary>Try a policy on the fleet as it is (POST).</summary>
    public const string WhatIf = Service + "/what-if";

    /// <summary>Read or set (PUT) the policy.</summary>
    public const string Policy = Service + "/policy";

    /// <summary>List the policy's versions.</summary>
    public const string PolicyHistory = Policy + "/history";

    /// <summary>Set an earlier policy again (POST).</summary>
    public const string PolicyRollback = Policy + "/rollback";

    /// <summary>Read or set (PUT) the configuration.</summary>
    public const string Configuration = Service + "/configuration";

    /// <summary>List the configuration's versions.</summary>
    public const string ConfigurationHistory = Configuration + "/history";

    /// <summary>Set an earlier configuration again (POST).</summary>
    public const string ConfigurationRollback = Configuration + "/rollback";

    /// <summary>Watch several services over one stream (GET or POST).</summary>
    public const string Watch = Prefix + "/watch";

    /// <summary>Confirm what a watcher has taken in (POST).</summary>
    public const string Confirmations = Prefix + "/watchers/{watcherId}/confirmations";

    /// <summary>Figures of the registry.</summary>
    public const string Stats = Prefix + "/stats";

    /// <summary>Whether the process lives.</summary>
    public const string Healthz = "/healthz";

    /// <summary>Whether the registry answers and acknowledges.</summary>
    public const string Readyz = "/readyz";

    /// <summary>The OpenAPI document.</summary>
    public const string OpenApi = "/openapi/v1.json";

    /// <summary>The path of something of an instance.</summary>
    /// <param name="template">One of the templates with <c>{id}</c>.</param>
    /// <param name="id">The instance.</param>
    public static string For(string template, InstanceId id)
        => Fill(template, "{id}", PathSegment.Encode(id.Value));

    /// <summary>The path of something of a service.</summary>
    /// <param name="template">One of the templates with <c>{service}</c>.</param>
    /// <param name="service">The service.</param>
    public static string For(string template, ServiceName service)
        => Fill(template, "{service}", PathSegment.Encode(service.Value));

    /// <summary>The path of a watcher's confirmations.</summary>
    public static string ForWatcher(string watcherId)
        => Fill(Confirmations, "{watcherId}", PathSegment.Encode(watcherId));

    private static string Fill(string template, string parameter, string value)
    {
        ArgumentNullException.ThrowIfNull(template);
        return template.Replace(parameter, value, StringComparison.Ordinal);
    }
}
