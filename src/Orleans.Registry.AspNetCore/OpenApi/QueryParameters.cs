namespace Orleans.Registry.AspNetCore;

/// <summary>The query parameters that an endpoint takes; what it does not name is refused.</summary>
internal sealed record QueryParameters(IReadOnlyList<QueryParameter> Items)
{
    public List<FieldError> Unknown(IQueryCollection query)
    {
        List<FieldError> unknown = [];
        foreach (var name in query.Keys)
        {
            if (!Items.Any(p => Fits(p.Name, name)))
            {
                unknown.Add(new FieldError(name, Items.Count == 0 ? "is not known here" : $"is not known here; known are {Names()}"));
            }
        }

        return unknown;
    }

    private static bool Fits(string parameter, string name)
        => parameter.EndsWith('.') ? name.Length > parameter.Length && name.StartsWith(parameter, StringComparison.Ordinal) : parameter == name;

    private string Names() => string.Join(", ", Items.Select(static p => p.Name.EndsWith('.') ? p.Name + "KEY" : p.Name));
}
