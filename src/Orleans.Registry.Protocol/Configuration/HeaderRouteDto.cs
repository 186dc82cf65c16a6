namespace Orleans.Registry.Protocol;

/// <summary>Sends requests with a certain header to certain versions.</summary>
public sealed class HeaderRouteDto
{
    /// <summary>The header's name; required.</summary>
    public string? Header { get; init; }

    /// <summary>The exact value; absent or empty for any.</summary>
    public string? Value { get; init; }

    /// <summary>The version range; required.</summary>
    public string? Version { get; init; }
}
