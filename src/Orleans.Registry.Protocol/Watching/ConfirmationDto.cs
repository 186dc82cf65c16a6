namespace Orleans.Registry.Protocol;

/// <summary>Request element: a watcher has taken everything up to a position in.</summary>
public sealed class ConfirmationDto
{
    /// <summary>The service; required.</summary>
    public string? Service { get; init; }

    /// <summary>The position as <c>epoch-revision</c>; required.</summary>
    public string? Position { get; init; }
}
