namespace Orleans.Registry;

/// <summary>One registry's claim to be the only writer of a store.</summary>
/// <param name="Token">Its number.</param>
/// <param name="Owner">Who holds it, for people: machine, process, address.</param>
/// <param name="Ttl">How long it holds without a renewal.</param>
/// <param name="IsAlive">Whether the store has seen a renewal within that time.</param>
public sealed record StoreClaim(FencingToken Token, string Owner, TimeSpan Ttl, bool IsAlive);
