using Orleans.Registry.Protocol;

namespace Orleans.Registry.AspNetCore;

/// <summary>Answers what an endpoint threw.</summary>
internal static class FailureAnswer
{
    /// <summary>Whether the caller is gone, so that there is nobody to answer.</summary>
    public static bool IsGone(HttpContext context, Exception exception)
        => exception is OperationCanceledException && context.RequestAborted.IsCancellationRequested;

    public static Task WriteAsync(HttpContext context, Exception exception, ILogger logger)
    {
        var refusal = exception switch
        {
            BadHttpRequestException bad => OfBadRequest(bad),
            RegistryException refused => Refusal.From(refused.Error),
            _ => Refusal.Internal,
        };
        if (refusal == Refusal.Internal)
        {
            logger.RequestFailed(exception, context.Request.Method, context.Request.Path.Value);
        }

        if (context.Response.HasStarted)
        {
            // Half an answer must not look like a whole one.
            context.Abort();
            return Task.CompletedTask;
        }

        context.Response.Clear();
        return RefusalWriter.WriteAsync(context, refusal);
    }

    /// <summary>Wraps an endpoint that binds nothing by itself.</summary>
    public static RequestDelegate Guard(RequestDelegate endpoint, ILogger logger) => context =>
    {
        try
        {
            var task = endpoint(context);
            return task.IsCompletedSuccessfully ? task : AwaitAsync(context, task, logger);
        }
        catch (Exception e) when (!IsGone(context, e))
        {
            return WriteAsync(context, e, logger);
        }
    };

    private static async Task AwaitAsync(HttpContext context, Task task, ILogger logger)
    {
        try
        {
            await task;
        }
        catch (Exception e) when (!IsGone(context, e))
        {
            await WriteAsync(context, e, logger);
        }
    }

    public static Refusal OfBadRequest(BadHttpRequestException exception) => exception.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => Refusal.OfHttp(ErrorCodes.PayloadTooLarge, exception.StatusCode, exception.Message),
        _ => Refusal.OfHttp("invalid_request", StatusCodes.Status400BadRequest, exception.Message),
    };
}
