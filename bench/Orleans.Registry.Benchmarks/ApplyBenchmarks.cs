using BenchmarkDotNet.Attributes;
using Orleans.Registry.Core;

namespace Orleans.Registry.Benchmarks;

/// <summary>One change of a service of some size: decide, apply, show it to readers.</summary>
[MemoryDiagnoser]
public class ApplyBenchmarks
{
    private ServiceState _state = null!;
    private InstanceId[] _ids = [];
    private int _next;
    private bool _fails;

    [Params(10, 10_000)]
    public int Instances { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _state = Fleet.State(Instances);
        _ids = [.. Enumerable.Range(0, Instances).Select(static i => Fleet.Registration("orders", i).Id)];
    }

    [Benchmark(Baseline = true)]
    public Revision DecideAndApply()
    {
        if (++_next == Instances)
        {
            _next = 0;
            _fails = !_fails;
        }

        var report = new HealthReport(_fails ? InstanceSignal.CheckPassed : InstanceSignal.CheckFailed);
        var decision = _state.Decide(new SignalCommand(_ids[_next], report), new DecisionContext(Fleet.Now, _state.Revision.Next));
        foreach (var change in decision.Changes)
        {
            _state.Apply(change);
        }

        return _state.Revision;
    }

    [Benchmark]
    public ServiceSnapshot DecideApplyAndSnapshot()
    {
        DecideAndApply();
        return _state.ToSnapshot();
    }
}
