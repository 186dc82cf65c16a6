namespace Orleans.Registry.AspNetCore;

/// <summary>Marks an endpoint whose requests may be repeated without a key.</summary>
internal sealed class WithoutIdempotencyKey
{
    public static readonly WithoutIdempotencyKey Instance = new();
}
