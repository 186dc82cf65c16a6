namespace Orleans.Registry;

/// <summary>
/// Says that removals of a service are held back because too many instances fell silent at once, and until when. The
/// instances held are listed as unhealthy with <see cref="ServiceInstance.LapsedAt"/> set: protection never claims health.
/// </summary>
/// <param name="Held">How many instances are held.</param>
/// <param name="Since">When the first of them lapsed (UTC).</param>
/// <param name="Until">When the last of them is removed unless it comes back (UTC).</param>
/// <param name="Reason">One sentence for people.</param>
public sealed record ProtectionStatus(int Held, DateTimeOffset Since, DateTimeOffset Until, string Reason);
