namespace Orleans.Registry.Benchmarks.Load;

/// <summary>What wrk found.</summary>
internal sealed record WrkResult(double PerSecond, string P50, string P99);
