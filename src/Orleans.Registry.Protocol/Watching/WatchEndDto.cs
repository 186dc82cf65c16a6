namespace Orleans.Registry.Protocol;

/// <summary>Data of the last event of a stream that the server ends: reconnect.</summary>
public sealed class WatchEndDto
{
    /// <summary>Why: <c>stopping</c> or an error code.</summary>
    public required string Reason { get; init; }
}
