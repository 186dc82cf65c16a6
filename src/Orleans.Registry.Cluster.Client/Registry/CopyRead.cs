using Orleans.Registry.Engine;

namespace Orleans.Registry.Cluster;

/// <summary>What is read of a service, and how fresh it is.</summary>
internal readonly record struct CopyRead(PublishedService Published, Freshness Freshness);
