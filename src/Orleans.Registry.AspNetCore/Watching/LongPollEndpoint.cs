using Microsoft.Extensions.Options;
using Orleans.Registry.Protocol;

namespace Orleans.Registry.AspNetCore;

/// <summary>
/// A watch as a long poll: answers as soon as something is newer than what the reader holds, or with nothing when the wait
/// is over. It holds nothing between polls: the position is the reader's.
/// </summary>
internal sealed class LongPollEndpoint(
    IServiceRegistry registry,
    IOptions<ServiceRegistryHttpOptions> options,
    IHostApplicationLifetime lifetime,
    TimeProvider time)
{
    private const int MaxEvents = 256;

    private static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(30);

    /// <summary>Whether the caller polls: it says what it holds, how long it waits, or that it reads JSON only.</summary>
    public static bool IsWanted(HttpRequest request)
    {
        var accept = request.Headers.Accept.ToString();
        return request.Query.ContainsKey("after")
            || request.Query.ContainsKey("wait")
            || (accept.Contains(ApiDescription.JsonMediaType, StringComparison.OrdinalIgnoreCase)
                && !accept.Contains(SseNames.MediaType, StringComparison.OrdinalIgnoreCase));
    }

    public async Task PollAsync(HttpContext context, ServiceName service)
    {
        var asked = Read(context.Request, service);
        var refusal = asked.Error ?? await WatchReadiness.CheckAsync(registry, service, context.RequestAborted);
        if (refusal is not null)
        {
            await RefusalWriter.WriteAsync(context, refusal);
            return;
        }

        var (target, wait) = asked.Value;
        var events = await CollectAsync(context, target, wait);
        var position = events.Count > 0 ? events[^1].Position : target.From.GetValueOrDefault();
        FreshnessHeaders.Write(context.Response, Reply.Acknowledged(position));
        context.Response.ContentType = ApiDescription.JsonMediaType;
        context.Response.Headers.CacheControl = "no-store";
        var answer = new LongPollDto
        {
            Service = service.Value,
            Position = position.ToString(),
            Events = [.. events.Select(static e => e.ToDto())],
        };
        await BodyWriter.WriteAsync(context, WireJson.ToBytes(answer, ProtocolJsonContext.Default.LongPollDto));
    }

    private RegistryResult<(WatchTarget Target, TimeSpan Wait)> Read(HttpRequest request, ServiceName service)
    {
        List<FieldError> errors = [];
        ServicePosition? after = null;
        if (request.Query.ContainsKey("after"))
        {
            after = ServicePosition.TryParse(request.Query["after"], out var position) ? position : null;
            if (after is null)
            {
                errors.Add(new FieldError("after", FieldRules.Position));
            }
        }

        var wait = DefaultWait;
        if (request.Query.ContainsKey("wait") && !DurationText.TryParse(request.Query["wait"], out wait))
        {
            errors.Add(new FieldError("wait", FieldRules.Duration));
        }

        wait = wait < options.Value.MaxLongPollWait ? wait : options.Value.MaxLongPollWait;
        return errors.Count == 0 ? (new WatchTarget(service, after), wait) : RegistryError.Invalid(errors);
    }

    /// <summary>The first event, waited for, and those behind it that are there already.</summary>
    private async Task<List<WatchEvent>> CollectAsync(HttpContext context, WatchTarget target, TimeSpan wait)
    {
        var request = new WatchRequest
        {
            Targets = [target],
            WatcherName = "long poll",
            Confirmation = WatchConfirmation.Never,
            HeartbeatInterval = TimeSpan.FromMinutes(5),
        };
        using var timeout = new CancellationTokenSource(wait, time);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, context.RequestAborted, lifetime.ApplicationStopping);
        List<WatchEvent> events = [];
        try
        {
            await using var stream = registry.WatchAsync(request, ends.Token).GetAsyncEnumerator(ends.Token);
            while (events.Count < MaxEvents)
            {
                var next = stream.MoveNextAsync();
                if (events.Count > 0 && !next.IsCompleted)
                {
                    await ends.CancelAsync();
                }

                if (!await next)
                {
                    break;
                }

                if (stream.Current.Kind != WatchEventKind.Heartbeat)
                {
                    events.Add(stream.Current);
                }
            }
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            // The wait is over, nothing more is there at once, or the host stops: answer what came.
        }

        return events;
    }
}
