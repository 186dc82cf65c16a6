namespace Orleans.Registry.AspNetCore;

/// <summary>Stands before every endpoint that binds arguments: refuses wrong ones and turns failures into answers.</summary>
internal sealed class RequestFilter(ILogger logger) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (RefusalOf(context) is { } refusal)
        {
            await RefusalWriter.WriteAsync(http, refusal);
            return Results.Empty;
        }

        try
        {
            return await next(context);
        }
        catch (Exception e) when (!FailureAnswer.IsGone(http, e))
        {
            await FailureAnswer.WriteAsync(http, e, logger);
            return Results.Empty;
        }
    }

    private static Refusal? RefusalOf(EndpointFilterInvocationContext context)
    {
        var parameters = context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<QueryParameters>();
        if (parameters?.Unknown(context.HttpContext.Request.Query) is { Count: > 0 } unknown)
        {
            return Refusal.UnknownParameters(unknown);
        }

        foreach (var argument in context.Arguments)
        {
            if (argument is IRequestArgument { Refusal: { } refusal })
            {
                return refusal;
            }
        }

        return null;
    }
}
