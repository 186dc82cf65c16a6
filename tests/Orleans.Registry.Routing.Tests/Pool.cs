namespace Orleans.Registry.Routing.Tests;

/// <summary>Short ways to write endpoints and pickers.</summary>
internal static class Pool
{
    public static EndpointSet Set(params IEnumerable<(string Id, int Weight)> endpoints)
        => EndpointSet.Create(endpoints.Select(e => new Endpoint(Fleet.Instance(e.Id, weight: e.Weight))));

    /// <summary>Endpoints e00, e01, ... of the default weight.</summary>
    public static EndpointSet Set(int count)
        => EndpointSet.Create(Enumerable.Range(0, count).Select(i => new Endpoint(Fleet.Instance($"e{i:00}"))));

    public static PickerSettings Settings(ulong seed = 1, CallerLocality caller = default) => new(new SplitMixRandom(seed), caller);

    public static EndpointPicker Picker(string policy, EndpointSet set, ulong seed = 1)
        => LoadBalancingPolicies.TryGet(policy, out var found) ? found.Create(set, Settings(seed)) : throw new ArgumentException(policy);

    public static string Ids(EndpointSet set) => string.Join(',', set.Endpoints.ToArray().Select(e => e.Id));

    public static Dictionary<string, int> Count(EndpointPicker picker, int picks)
    {
        var counts = picker.Endpoints.Endpoints.ToArray().ToDictionary(e => e.Id.Value, _ => 0);
        for (var i = 0; i < picks; i++)
        {
            counts[picker.Pick()!.Id.Value]++;
        }

        return counts;
    }

    public static void Start(Endpoint endpoint, int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            endpoint.CallStarted();
        }
    }

    public static void Answer(Endpoint endpoint, double milliseconds, double atSeconds = 0)
    {
        endpoint.CallStarted();
        endpoint.CallEnded(TimeSpan.FromMilliseconds(milliseconds), TimeSpan.FromSeconds(atSeconds));
    }
}
