using Orleans.Registry.Protocol;

namespace Orleans.Registry.AspNetCore;

/// <summary>What endpoints tell the OpenAPI document of themselves.</summary>
internal static class ApiDescription
{
    public const string JsonMediaType = "application/json";

    private static readonly int[] Refusals = [400, 404, 409, 503];

    public static void AddResponses(IList<object> metadata, Type? value, int status = StatusCodes.Status200OK, string mediaType = JsonMediaType)
    {
        metadata.Add(value is null
            ? new ProducesResponseTypeMetadata(status)
            : new ProducesResponseTypeMetadata(status, value, [mediaType]));
        foreach (var refusal in Refusals)
        {
            metadata.Add(new ProducesResponseTypeMetadata(refusal, typeof(ProblemDto), [ProblemDto.MediaType]));
        }
    }

    /// <summary>Lets an endpoint that binds nothing by itself (a plain delegate) appear in the document.</summary>
    public static TBuilder Describe<TBuilder>(
        this TBuilder builder, Delegate handler, Type? value, int status = StatusCodes.Status200OK, string mediaType = JsonMediaType)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint =>
        {
            endpoint.Metadata.Add(handler.Method);
            AddResponses(endpoint.Metadata, value, status, mediaType);
        });
        return builder;
    }

    /// <summary>Names an endpoint, says what it does, and names the query parameters it takes; others are refused.</summary>
    public static TBuilder Named<TBuilder>(this TBuilder builder, string name, string summary, params QueryParameter[] parameters)
        where TBuilder : IEndpointConventionBuilder
        => builder.WithName(name).WithSummary(summary).WithMetadata(new QueryParameters(parameters));
}
