namespace Orleans.Registry;

/// <summary>Who calls, for routing and what-if.</summary>
public sealed record CallerContext
{
    /// <summary>The caller's region; empty when not known.</summary>
    public string Region { get; init; } = string.Empty;

    /// <summary>The caller's zone; empty when not known.</summary>
    public string Zone { get; init; } = string.Empty;

    /// <summary>The request's headers, by name in any case.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = StringMap.Empty;
}
