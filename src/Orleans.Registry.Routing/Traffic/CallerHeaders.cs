namespace Orleans.Registry.Routing;

/// <summary>The headers of a <see cref="CallerContext"/>; names match in any case whatever comparer the dictionary has.</summary>
/// <param name="headers">The headers.</param>
public readonly struct CallerHeaders(IReadOnlyDictionary<string, string> headers) : IRequestHeaders
{
    private readonly IReadOnlyDictionary<string, string> _headers = headers ?? throw new ArgumentNullException(nameof(headers));

    /// <inheritdoc/>
    public bool Has(string name, string value)
    {
        // default(CallerHeaders) has none.
        if (_headers is null)
        {
            return false;
        }

        foreach (var (key, present) in _headers)
        {
            if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase)
                && (value.Length == 0 || string.Equals(present, value, StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }
}
