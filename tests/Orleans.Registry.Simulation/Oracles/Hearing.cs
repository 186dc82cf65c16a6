namespace Orleans.Registry.Simulation.Oracles;

/// <summary>What a registry knows of one instance; times are those during which it could hear, in ms.</summary>
/// <param name="At">When it was heard of last, or taken over.</param>
/// <param name="IsTakenOver">Whether it was taken over and not heard of since.</param>
/// <param name="HeldUntil">Until when this registry may hold it, if it has begun to.</param>
/// <param name="TakenOverAt">When it was taken over from an earlier life.</param>
internal readonly record struct Hearing(long At, bool IsTakenOver, long? HeldUntil, long? TakenOverAt);
