namespace Orleans.Registry.Cluster;

/// <summary>Wishes to renew leases.</summary>
/// <param name="Ids">The instances.</param>
/// <param name="Incarnations">Their incarnations, one for each; 0 to renew whoever has the id.</param>
[GenerateSerializer, Immutable, Alias("Orleans.Registry.RenewalBatch")]
public sealed record RenewalBatch([property: Id(0)] string[] Ids, [property: Id(1)] ulong[] Incarnations);
