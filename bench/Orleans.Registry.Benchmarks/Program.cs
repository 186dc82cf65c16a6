using BenchmarkDotNet.Running;
using Orleans.Registry.Benchmarks;
using Orleans.Registry.Benchmarks.Load;

// "load million" and the like run whole programs under load; everything else is a micro-benchmark.
if (args is ["load", .. var rest])
{
    return await LoadBench.RunAsync(rest);
}

BenchmarkSwitcher.FromAssembly(typeof(Fleet).Assembly).Run(args);
return 0;
