namespace Orleans.Registry.AspNetCore;

/// <summary>
/// What an endpoint reads, for the OpenAPI document. The framework's own metadata would also make routing answer other media
/// types, with an empty body; here the endpoint answers them itself.
/// </summary>
internal sealed record BodyType(Type Type);
