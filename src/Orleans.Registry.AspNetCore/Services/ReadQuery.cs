namespace Orleans.Registry.AspNetCore;

/// <summary>A query string that was read: what it asks for, or why it cannot be answered.</summary>
internal sealed class ReadQuery
{
    public static readonly ReadQuery Empty = new() { Query = InstanceQuery.All };

    public required InstanceQuery Query { get; init; }

    /// <summary><c>null</c> for none given.</summary>
    public ReadOptions? Options { get; init; }

    public Refusal? Refusal { get; init; }
}
