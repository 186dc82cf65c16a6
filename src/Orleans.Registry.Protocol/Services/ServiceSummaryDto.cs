namespace Orleans.Registry.Protocol;

/// <summary>One line of the list of services.</summary>
public sealed class ServiceSummaryDto
{
    /// <summary>The service.</summary>
    public required string Name { get; init; }

    /// <summary>Epoch and revision as <c>epoch-revision</c>.</summary>
    public required string Position { get; init; }

    /// <summary>How many instances.</summary>
    public int Instances { get; init; }

    /// <summary>How many of them are healthy.</summary>
    public int Healthy { get; init; }

    /// <summary>Whether removals are held back.</summary>
    public bool Protected { get; init; }
}
