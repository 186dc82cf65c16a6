using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Orleans.Registry.Protocol;
using EndpointDescription = Microsoft.AspNetCore.Mvc.ApiExplorer.ApiDescription;

namespace Orleans.Registry.AspNetCore;

/// <summary>Completes the OpenAPI document with what endpoints that bind for themselves cannot say.</summary>
internal static class RegistryOpenApi
{
    public const string DocumentName = "v1";

    public static void Configure(OpenApiOptions options)
    {
        options.ShouldInclude = static d => d.ActionDescriptor.EndpointMetadata.OfType<QueryParameters>().Any();
        options.AddDocumentTransformer(static (document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Orleans.Registry",
                Version = DocumentName,
                Description = "Service registry and discovery. Every error is problem details with a stable code.",
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(CompleteAsync);
    }

    private static async Task CompleteAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.Parameters = ParametersOf(context.Description);
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<BodyType>().FirstOrDefault() is { } body)
        {
            var schema = await context.GetOrCreateSchemaAsync(body.Type, null, cancellationToken);
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType> { [ApiDescription.JsonMediaType] = new() { Schema = schema } },
            };
        }
    }

    private static List<IOpenApiParameter> ParametersOf(EndpointDescription description)
    {
        var parameters = new List<IOpenApiParameter>();
        foreach (var segment in (description.RelativePath ?? string.Empty).Split('/'))
        {
            if (segment.StartsWith('{'))
            {
                parameters.Add(Parameter(segment.Trim('{', '}'), ParameterLocation.Path, DescriptionOf(segment), isRequired: true));
            }
        }

        var metadata = description.ActionDescriptor.EndpointMetadata;
        foreach (var known in metadata.OfType<QueryParameters>().SelectMany(static p => p.Items))
        {
            parameters.Add(Parameter(known.Name.EndsWith('.') ? known.Name + "KEY" : known.Name, ParameterLocation.Query, known.Description, known.Required));
        }

        if (description.HttpMethod is "POST" or "PUT" or "PATCH" or "DELETE" && !metadata.OfType<WithoutIdempotencyKey>().Any())
        {
            parameters.Add(Parameter(
                RegistryHeaders.IdempotencyKey, ParameterLocation.Header, "A GUID, the same for each retry of one mutation.", isRequired: false));
        }

        return parameters;
    }

    private static string DescriptionOf(string segment) => segment switch
    {
        "{id}" => "The instance's id, percent-encoded.",
        "{service}" => "The service's name.",
        _ => "The watcher's id.",
    };

    private static OpenApiParameter Parameter(string name, ParameterLocation place, string description, bool isRequired) => new()
    {
        Name = name,
        In = place,
        Description = description,
        Required = isRequired,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };
}
