using Orleans.Registry.Routing;

namespace Orleans.Registry.Client;

/// <summary>The headers of an HTTP request, for header routes.</summary>
internal readonly struct RequestHeaders(HttpRequestMessage request) : IRequestHeaders
{
    public bool Has(string name, string value)
    {
        if (!request.Headers.NonValidated.TryGetValues(name, out var values))
        {
            return false;
        }

        if (value.Length == 0)
        {
            return true;
        }

        foreach (var present in values)
        {
            if (string.Equals(present, value, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
