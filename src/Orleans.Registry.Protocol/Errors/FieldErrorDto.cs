namespace Orleans.Registry.Protocol;

/// <summary>One wrong field of a request.</summary>
public sealed class FieldErrorDto
{
    /// <summary>The field as the caller wrote it, e.g. <c>tags[2]</c>; a query parameter by its name.</summary>
    public required string Field { get; init; }

    /// <summary>What it must be.</summary>
    public required string Message { get; init; }
}
