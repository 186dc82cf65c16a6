namespace Orleans.Registry.AspNetCore;

/// <summary>A query parameter that an endpoint takes.</summary>
internal sealed record QueryParameter(string Name, string Description, bool Required = false);
