namespace Orleans.Registry.Protocol;

/// <summary>One service to watch.</summary>
public sealed class WatchTargetDto
{
    /// <summary>The service; required.</summary>
    public string? Service { get; init; }

    /// <summary>What the reader holds, as <c>epoch-revision</c>; absent to begin with a snapshot.</summary>
    public string? Position { get; init; }
}
