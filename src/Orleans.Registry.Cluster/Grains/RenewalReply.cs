namespace Orleans.Registry.Cluster;

/// <summary>What an instance grain says to a renewal.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Silo">Where the lease is kept: renewals can be sent there together.</param>
[GenerateSerializer, Immutable, Alias("Orleans.Registry.RenewalReply")]
internal sealed record RenewalReply([property: Id(0)] RenewalOutcome Outcome, [property: Id(1)] SiloAddress Silo);
