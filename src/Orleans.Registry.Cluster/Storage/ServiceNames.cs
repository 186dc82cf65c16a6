namespace Orleans.Registry.Cluster;

/// <summary>One shard of the names of stored services: grain storage cannot be asked what it holds.</summary>
[GenerateSerializer, Alias("Orleans.Registry.ServiceNames")]
internal sealed class ServiceNames
{
    /// <summary>Writers with a lower token, other than none, add no service.</summary>
    [Id(0)]
    public long Token { get; set; }

    /// <summary>The names; one may be here a little earlier than its service.</summary>
    [Id(1)]
    public List<string> Names { get; set; } = [];
}
