namespace Orleans.Registry.Protocol;

/// <summary>A wish to renew one lease.</summary>
public sealed class RenewalDto
{
    /// <summary>The instance; required.</summary>
    public string? Id { get; init; }

    /// <summary>The incarnation the caller registered with; absent to renew whoever has the id.</summary>
    public string? Incarnation { get; init; }
}
