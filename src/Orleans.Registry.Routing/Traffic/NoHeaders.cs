namespace Orleans.Registry.Routing;

/// <summary>A request without headers.</summary>
public readonly struct NoHeaders : IRequestHeaders
{
    /// <inheritdoc/>
    public bool Has(string name, string value) => false;
}
