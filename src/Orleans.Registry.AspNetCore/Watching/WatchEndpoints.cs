using Microsoft.Extensions.Options;
using Orleans.Registry.Protocol;

namespace Orleans.Registry.AspNetCore;

/// <summary>Watches as server-sent events: one service, or many over one connection.</summary>
internal sealed class WatchEndpoints(
    IServiceRegistry registry,
    WatchFrames frames,
    LongPollEndpoint longPoll,
    RegistryHttpInstruments instruments,
    IOptions<ServiceRegistryHttpOptions> options,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger logger)
{
    private static readonly QueryParameters KnownOfOne = new(WatchArguments.OfOne);
    private static readonly QueryParameters KnownOfMany = new(WatchArguments.OfMany);
    private static readonly QueryParameters KnownOfPost = new([]);

    /// <summary>One service: a stream, or a long poll when the caller asks for one.</summary>
    public async Task WatchOneAsync(HttpContext context)
    {
        if (await RefusedAsync(context, KnownOfOne))
        {
            return;
        }

        if (!RouteService.TryRead(context, out var service))
        {
            await RefusalWriter.WriteAsync(context, RouteService.Wrong());
        }
        else if (LongPollEndpoint.IsWanted(context.Request))
        {
            await longPoll.PollAsync(context, service);
        }
        else
        {
            await StreamAsync(context, WatchArguments.Read(context, [service.Value]));
        }
    }

    /// <summary>Many services, named in the query string.</summary>
    public async Task WatchManyAsync(HttpContext context)
    {
        if (!await RefusedAsync(context, KnownOfMany))
        {
            await StreamAsync(context, WatchArguments.Read(context, context.Request.Query["service"]));
        }
    }

    /// <summary>Many services, named in the body with what the reader holds of each.</summary>
    public async Task WatchPostedAsync(HttpContext context)
    {
        if (await RefusedAsync(context, KnownOfPost))
        {
            return;
        }

        var body = await JsonBody<WatchRequestDto>.BindAsync(context);
        if (body!.Refusal is { } refusal)
        {
            await RefusalWriter.WriteAsync(context, refusal);
            return;
        }

        await StreamAsync(context, WatchArguments.Finish(context, body.Value, []));
    }

    private static async ValueTask<bool> RefusedAsync(HttpContext context, QueryParameters known)
    {
        var unknown = known.Unknown(context.Request.Query);
        if (unknown.Count > 0)
        {
            await RefusalWriter.WriteAsync(context, Refusal.UnknownParameters(unknown));
        }

        return unknown.Count > 0;
    }

    private async Task StreamAsync(HttpContext context, RegistryResult<WatchRequest> asked)
    {
        var refusal = asked.Error ?? await CheckAsync(asked.Value!, context.RequestAborted);
        if (refusal is not null)
        {
            await RefusalWriter.WriteAsync(context, refusal);
            return;
        }

        var request = asked.Value!;
        if (request.WatcherId.Length == 0)
        {
            request = request with { WatcherId = Guid.NewGuid().ToString("N") };
        }

        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        var stream = new SseStream(context, options.Value.WatchStallTimeout, time);
        instruments.StreamOpened();
        try
        {
            await PumpAsync(stream, request, stopping);
        }
        finally
        {
            instruments.StreamClosed(stream.HasStalled);
            if (stream.HasStalled)
            {
                logger.WatchStalled(request.WatcherId, request.WatcherName, options.Value.WatchStallTimeout);
            }
        }
    }

    private async Task<RegistryError?> CheckAsync(WatchRequest request, CancellationToken cancellationToken)
    {
        using var activity = RegistryHttpActivities.StartWatchOpen(request);
        var refusal = await WatchReadiness.CheckAsync(registry, request.Targets[0].Service, cancellationToken);
        if (refusal is not null)
        {
            RegistryHttpActivities.Fail(activity, refusal);
        }

        return refusal;
    }

    private async Task PumpAsync(SseStream stream, WatchRequest request, CancellationTokenSource stopping)
    {
        stream.Begin();
        var end = "stopping";
        try
        {
            await stream.WriteAsync(WatchFrames.Open(new WatchOpenDto
            {
                WatcherId = request.WatcherId,
                Confirm = request.Confirmation == WatchConfirmation.Explicit,
                HeartbeatSeconds = request.HeartbeatInterval.TotalSeconds,
            }));
            if (!await CopyAsync(stream, request, stopping))
            {
                return;
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The reader went away, or the host stops: in the second case the frame below still reaches it.
        }
        catch (RegistryException e)
        {
            end = ErrorCodes.ToText(e.Error.Code);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            logger.WatchFailed(e, request.WatcherId);
            end = ErrorCodes.ToText(RegistryErrorCode.Internal);
        }

        if (await stream.WriteAsync(WatchFrames.End(end)))
        {
            await stream.FlushAsync();
        }
    }

    /// <summary>Copies events until the registry ends the watch (true) or the reader is gone (false).</summary>
    private async Task<bool> CopyAsync(SseStream stream, WatchRequest request, CancellationTokenSource stopping)
    {
        await using var events = registry.WatchAsync(request, stopping.Token).GetAsyncEnumerator(stopping.Token);
        while (true)
        {
            // Events that are there already go out together; the connection is only flushed before a wait.
            var next = events.MoveNextAsync();
            if (!next.IsCompleted && !await stream.FlushAsync())
            {
                await AbandonAsync(next, stopping);
                return false;
            }

            if (!await next)
            {
                return true;
            }

            instruments.CountEvent();
            if (!await WriteAsync(stream, events.Current))
            {
                return false;
            }
        }
    }

    private async ValueTask<bool> WriteAsync(SseStream stream, WatchEvent value)
    {
        switch (value.Kind)
        {
            case WatchEventKind.Change:
                return await stream.WriteAsync(frames.OfChange(value));
            case WatchEventKind.Snapshot:
                var (before, snapshot, after) = frames.OfSnapshot(value);
                return await stream.WriteAsync(before) && await stream.WriteAsync(snapshot) && await stream.WriteAsync(after);
            default:
                return await stream.WriteAsync(WatchFrames.Heartbeat);
        }
    }

    /// <summary>A step that runs must end before its stream may be disposed.</summary>
    private static async Task AbandonAsync(ValueTask<bool> next, CancellationTokenSource stopping)
    {
        await stopping.CancelAsync();
        try
        {
            await next;
        }
        catch (OperationCanceledException)
        {
            // That is what was asked for.
        }
    }
}
