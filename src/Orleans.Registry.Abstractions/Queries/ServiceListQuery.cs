namespace Orleans.Registry;

/// <summary>Which services to list.</summary>
public sealed record ServiceListQuery
{
    /// <summary>Only names that begin so; empty for all.</summary>
    public string Prefix { get; init; } = string.Empty;

    /// <summary>Whether to list services that have no instance now. Default false.</summary>
    public bool IncludeEmpty { get; init; }
}
