namespace Orleans.Registry.Routing;

/// <summary>The exact share of calls of each instance under a traffic policy, for one caller.</summary>
internal sealed class CallShares
{
    private CallShares(RouteTable table, Dictionary<InstanceId, double> byInstance)
    {
        Table = table;
        ByInstance = byInstance;
    }

    public RouteTable Table { get; }

    public Dictionary<InstanceId, double> ByInstance { get; }

    public static CallShares Of(IReadOnlyList<ServiceInstance> instances, TrafficPolicy policy, CallerContext caller)
    {
        var table = TrafficRouter.Route(instances, policy, CallerLocality.Of(caller));
        var byInstance = new Dictionary<InstanceId, double>(instances.Count);
        foreach (var instance in instances)
        {
            byInstance[instance.Id] = 0;
        }

        var groupShares = table.Shares(new CallerHeaders(caller.Headers));
        for (var i = 0; i < groupShares.Length; i++)
        {
            if (groupShares[i] > 0)
            {
                Spread(table.Groups[i].Instances, groupShares[i], byInstance);
            }
        }

        return new CallShares(table, byInstance);
    }

    private static void Spread(IReadOnlyList<ServiceInstance> group, double share, Dictionary<InstanceId, double> byInstance)
    {
        var total = group.Sum(static i => (double)i.Details.Weight);
        foreach (var instance in group)
        {
            // A group holds instances of weight 0 only when it holds no others; they share alike.
            byInstance[instance.Id] += share * (total > 0 ? instance.Details.Weight / total : 1.0 / group.Count);
        }
    }
}
