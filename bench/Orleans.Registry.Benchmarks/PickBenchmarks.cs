using BenchmarkDotNet.Attributes;
using Orleans.Registry.Routing;

namespace Orleans.Registry.Benchmarks;

/// <summary>One pick from a watched service, route selection included.</summary>
[MemoryDiagnoser]
public class PickBenchmarks
{
    private RoutePlan _plan = null!;

    [Params(10, 1000)]
    public int Instances { get; set; }

    [Params(
        LoadBalancingPolicyNames.RoundRobin,
        LoadBalancingPolicyNames.PowerOfTwoChoices,
        LoadBalancingPolicyNames.WeightedRandom,
        LoadBalancingPolicyNames.SmoothWeightedRoundRobin,
        LoadBalancingPolicyNames.RingHash,
        LoadBalancingPolicyNames.LeastRequests)]
    public string Policy { get; set; } = LoadBalancingPolicyNames.RoundRobin;

    [GlobalSetup]
    public void Setup()
    {
        LoadBalancingPolicies.TryGet(Policy, out var policy);
        var endpoints = new EndpointTable().Update(Fleet.State(Instances).ToSnapshot().Instances);
        _plan = RoutePlan.Create(endpoints, new TrafficPolicy(), policy!, new PickerSettings(new SplitMixRandom(7)));
    }

    [Benchmark]
    public Endpoint? Pick() => _plan.Select().Pick();
}
