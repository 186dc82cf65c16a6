namespace Orleans.Registry.Protocol;

/// <summary>Answer: the services of a registry.</summary>
public sealed class ServiceListDto
{
    /// <summary>How long ago the source last knew that nothing newer existed, in seconds.</summary>
    public double AgeSeconds { get; init; }

    /// <summary>Who answered.</summary>
    public required string Source { get; init; }

    /// <summary>The services by name.</summary>
    public required IReadOnlyList<ServiceSummaryDto> Services { get; init; }
}
