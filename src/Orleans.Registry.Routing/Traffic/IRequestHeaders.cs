namespace Orleans.Registry.Routing;

/// <summary>
/// The headers of one request, as header routes ask for them. Implement it as a struct over the request of your protocol:
/// route selection is generic over it and then allocates nothing.
/// </summary>
public interface IRequestHeaders
{
    /// <summary>Whether the request has a header (name in any case) with exactly this value; with any value when it is empty.</summary>
    bool Has(string name, string value);
}
