namespace Orleans.Registry.Cluster.Etcd.Tests;

/// <summary>A grain's state.</summary>
internal sealed class Counter
{
    public int Value { get; set; }
}
