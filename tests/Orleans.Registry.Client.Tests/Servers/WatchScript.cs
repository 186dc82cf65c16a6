using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Orleans.Registry.Protocol;

namespace Orleans.Registry.Client.Tests.Servers;

/// <summary>One watch connection of a <see cref="FakeRegistryServer"/>: says what to send on it and how it ends.</summary>
internal sealed class WatchScript(HttpContext context, string body)
{
    public WatchRequest Request { get; } = JsonSerializer.Deserialize(body, ProtocolJsonContext.Default.WatchRequestDto)!.ToDomain().GetValueOrThrow();

    public WatchTarget Target(string service) => Request.Targets.Single(t => t.Service.Value == service);

    public async Task OpenAsync()
    {
        context.Response.ContentType = SseNames.MediaType;
        var open = new WatchOpenDto { WatcherId = Request.WatcherId, Confirm = true, HeartbeatSeconds = 1 };
        await FrameAsync(SseNames.Open, JsonSerializer.Serialize(open, ProtocolJsonContext.Default.WatchOpenDto));
    }

    public Task SendAsync(WatchEvent value)
    {
        var json = JsonSerializer.Serialize(value.ToDto(), ProtocolJsonContext.Default.WatchEventDto);
        return FrameAsync(WireNames.Of(value.Kind), json);
    }

    public async Task SendAsync(params WatchEvent[] values)
    {
        foreach (var value in values)
        {
            await SendAsync(value);
        }
    }

    /// <summary>Sends half of an event and then nothing any more.</summary>
    public async Task BreakInsideAsync(WatchEvent value)
    {
        var json = JsonSerializer.Serialize(value.ToDto(), ProtocolJsonContext.Default.WatchEventDto);
        await context.Response.WriteAsync($"event: {WireNames.Of(value.Kind)}\ndata: {json[..(json.Length / 2)]}", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        context.Abort();
    }

    public Task EndAsync()
        => FrameAsync(SseNames.End, JsonSerializer.Serialize(new WatchEndDto { Reason = "stopping" }, ProtocolJsonContext.Default.WatchEndDto));

    public async Task RefuseAsync(RegistryErrorCode code)
    {
        var problem = ProblemMapping.ToDto(new RegistryError(code, "not now"));
        context.Response.StatusCode = problem.Status;
        await context.Response.WriteAsync(JsonSerializer.Serialize(problem, ProtocolJsonContext.Default.ProblemDto), context.RequestAborted);
    }

    /// <summary>Keeps the connection open, with heartbeats, until the client closes it.</summary>
    public Task StayAsync() => StayAsync(TimeSpan.FromMilliseconds(50));

    /// <summary>Keeps the connection open without a word until the client closes it.</summary>
    public Task StaySilentAsync() => StayAsync(Timeout.InfiniteTimeSpan);

    public async Task FrameAsync(string name, string data)
    {
        await context.Response.WriteAsync($"event: {name}\ndata: {data}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private async Task StayAsync(TimeSpan beat)
    {
        try
        {
            while (true)
            {
                await Task.Delay(beat, context.RequestAborted);
                await SendAsync(WatchEvent.Heartbeat);
            }
        }
        catch (OperationCanceledException)
        {
            // That is how it ends.
        }
    }
}
