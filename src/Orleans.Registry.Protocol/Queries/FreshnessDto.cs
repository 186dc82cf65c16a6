namespace Orleans.Registry.Protocol;

/// <summary>How fresh an answer is.</summary>
public sealed class FreshnessDto
{
    /// <summary>The service's epoch: 16 hexadecimal digits.</summary>
    public required string Epoch { get; init; }

    /// <summary>The revision it shows.</summary>
    public long Revision { get; init; }

    /// <summary>How long ago the source last knew that nothing newer existed, in seconds.</summary>
    public double AgeSeconds { get; init; }

    /// <summary><c>owner</c>, <c>replica</c>, <c>cache</c> or <c>disk</c>.</summary>
    public required string Source { get; init; }
}
