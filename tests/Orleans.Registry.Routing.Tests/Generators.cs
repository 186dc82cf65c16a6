using FsCheck;
using FsCheck.Fluent;

namespace Orleans.Registry.Routing.Tests;

/// <summary>Random fleets and queries out of a small vocabulary, so that they often meet.</summary>
internal static class Generators
{
    private static readonly string[] Words = ["a", "b", "c"];

    public static Gen<ServiceInstance> Instance(string id)
        => from status in Gen.Elements(Enum.GetValues<InstanceStatus>())
           from set in Gen.Frequency((4, Gen.Constant<InstanceStatus?>(null)), (1, Gen.Elements<InstanceStatus?>(InstanceStatus.OutOfService, InstanceStatus.Healthy, InstanceStatus.Unhealthy)))
           from version in Gen.Elements("1.0.0", "1.1.0", "2.0.0", "2.0.0-rc.1", string.Empty, "main")
           from region in Place
           from zone in Place
           from dataCenter in Place
           from protocol in Gen.Elements("http", "grpc")
           from tags in Gen.SubListOf(Words)
           from keys in Gen.SubListOf(Words)
           from value in Gen.Elements("1", "2")
           from weight in Gen.Elements(0, 1, 50, 100, 10_000)
           select Fleet.Instance(
               id,
               status,
               version,
               region,
               zone,
               weight,
               dataCenter,
               protocol,
               [.. tags],
               [.. keys.Select(key => (key, value))],
               set is { } s ? new OperatorOverride(s, "why", "ops", Fleet.Noon) : null);

    /// <summary>0 to 12 instances with ids i0, i1, ...</summary>
    public static Gen<IReadOnlyList<ServiceInstance>> Instances
        => from count in Gen.Choose(0, 12)
           from instances in Gen.CollectToArray(Enumerable.Range(0, count).Select(i => Instance($"i{i}")))
           select (IReadOnlyList<ServiceInstance>)instances;

    public static Gen<InstanceQuery> Query
        => from healthy in Gen.Elements(true, false)
           from tags in Rarely(Gen.NonEmptyListOf(Gen.Elements(Words)))
           from version in Rarely(Range)
           from region in Rarely(Place)
           from zone in Rarely(Place)
           from dataCenter in Rarely(Place)
           from protocol in Rarely(Gen.Elements("http", "grpc"))
           from key in Rarely(Gen.Elements(Words))
           from value in Gen.Elements("1", "2")
           select new InstanceQuery
           {
               HealthyOnly = healthy,
               Tags = TagSet.Create(tags),
               Version = version,
               Region = region,
               Zone = zone,
               DataCenter = dataCenter,
               Protocol = protocol,
               Metadata = key is null ? StringMap.Empty : StringMap.Create([KeyValuePair.Create(key, value)]),
           };

    public static Gen<VersionRange> Range => Gen.Elements("*", "1.x", "^1.1", "2.0.0", ">=1.1 <3", "3.x").Select(VersionRange.Parse);

    /// <summary>Policies that pass validation.</summary>
    public static Gen<TrafficPolicy> Traffic
        => from routes in Gen.SubListOf("x", "y", "z")
           from routeRange in Range
           from ranges in Gen.SubListOf("1.x", "2.x", "^1.1", "3.x", "*")
           from weights in Gen.ArrayOf(Gen.Choose(0, 3), 5)
           from locality in Gen.Elements(Enum.GetValues<LocalityPreference>())
           from least in Gen.Choose(1, 3)
           select new TrafficPolicy
           {
               HeaderRoutes = EquatableArray<HeaderRoute>.Create(routes.Select(header => new HeaderRoute(header, string.Empty, routeRange))),
               Splits = EquatableArray<VersionSplit>.Create(
                   ranges.Select((range, i) => new VersionSplit(VersionRange.Parse(range), i == 0 ? weights[i] + 1 : weights[i]))),
               Locality = locality,
               MinLocalInstances = least,
           };

    public static Gen<CallerContext> Caller
        => from region in Place
           from zone in Place
           from headers in Gen.SubListOf("X", "Y", "Z")
           select new CallerContext { Region = region, Zone = zone, Headers = headers.ToDictionary(h => h, _ => "1") };

    public static Gen<string> Place => Gen.Elements(string.Empty, "north", "south");

    public static Gen<T?> Rarely<T>(Gen<T> value)
        where T : class
        => Gen.Frequency((3, Gen.Constant<T?>(null)), (1, value.Select(static v => (T?)v)));
}
