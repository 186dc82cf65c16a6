namespace Orleans.Registry.Routing;

/// <summary>
/// Where pickers get randomness from. Must be safe to call from many threads at once, and should neither lock nor allocate.
/// </summary>
public interface IRandomSource
{
    /// <summary>64 uniformly distributed bits.</summary>
    ulong Next();
}
