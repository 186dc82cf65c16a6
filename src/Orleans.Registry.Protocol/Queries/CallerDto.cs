namespace Orleans.Registry.Protocol;

/// <summary>Who calls, for what-if.</summary>
public sealed class CallerDto
{
    /// <summary>The caller's region.</summary>
    public string? Region { get; init; }

    /// <summary>The caller's zone.</summary>
    public string? Zone { get; init; }

    /// <summary>The request's headers.</summary>
    public IReadOnlyDictionary<string, string?>? Headers { get; init; }
}
