namespace Orleans.Registry.Protocol;

/// <summary>Answer: the server is alive, or ready.</summary>
public sealed class HealthDto
{
    /// <summary><c>alive</c> or <c>ready</c>.</summary>
    public required string Status { get; init; }
}
