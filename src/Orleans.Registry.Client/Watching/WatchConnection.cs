using System.Diagnostics;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Orleans.Registry.Protocol;

namespace Orleans.Registry.Client;

/// <summary>One connection to the registry's watch stream, from its opening to its end.</summary>
internal sealed partial class WatchConnection(
    RegistryTransport transport,
    RegistryConnection registry,
    WatchMultiplexer owner,
    ServiceRegistryClientOptions options,
    TimeProvider timeProvider,
    ILogger<WatchConnection> logger)
{
    private TimeSpan SilenceLimit => options.WatchHeartbeat * 3;

    /// <summary>Carries a plan until something ends it.</summary>
    /// <param name="plan">What to watch.</param>
    /// <param name="replan">Cancelled when the plan is no longer the wish.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    public async Task<ConnectionEnd> RunAsync(WatchPlan plan, CancellationToken replan, CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(Timeout.InfiniteTimeSpan, timeProvider);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, replan, cancellationToken);
        var address = registry.Current;
        try
        {
            var opened = await OpenAsync(address, plan, stop.Token).ConfigureAwait(false);
            if (!opened.IsSuccess)
            {
                LogNotOpened(opened.Error.Code, opened.Error.Message);
                return ConnectionEnd.Refused;
            }

            using var response = opened.Value;
            return await ReadAsync(response, silence, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            if (replan.IsCancellationRequested)
            {
                return ConnectionEnd.PlanChanged;
            }

            var error = new RegistryError(
                RegistryErrorCode.Unreachable, $"{address.GetLeftPart(UriPartial.Authority)}: the watch was silent for {SilenceLimit.TotalSeconds:0.###} s");
            registry.Failed(address, error);
            return ConnectionEnd.Silent;
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            LogBroken(e.Message);
            return ConnectionEnd.Broken;
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            LogUnreadable(e.Message);
            return ConnectionEnd.Faulty;
        }
        finally
        {
            owner.ConnectionClosed();
        }
    }

    private async Task<RegistryResult<HttpResponseMessage>> OpenAsync(Uri address, WatchPlan plan, CancellationToken cancellationToken)
    {
        using var activity = ClientInstruments.StartWatch(address, plan.Targets.Count);
        var opened = await transport.OpenStreamAsync(RegistryRoutes.Watch, Body(plan), cancellationToken).ConfigureAwait(false);
        if (!opened.IsSuccess)
        {
            activity?.SetTag("error.type", ErrorCodes.ToText(opened.Error.Code));
            activity?.SetStatus(ActivityStatusCode.Error, opened.Error.Message);
        }

        return opened;
    }

    private byte[] Body(WatchPlan plan)
    {
        var request = new WatchRequest
        {
            Targets = plan.Targets,
            WatcherId = owner.WatcherId,
            WatcherName = owner.WatcherName,
            Confirmation = plan.Confirms ? WatchConfirmation.Explicit : WatchConfirmation.Never,
            HeartbeatInterval = plan.Heartbeat,
        };
        return JsonSerializer.SerializeToUtf8Bytes(request.ToDto(), ProtocolJsonContext.Default.WatchRequestDto);
    }

    private async Task<ConnectionEnd> ReadAsync(HttpResponseMessage response, CancellationTokenSource silence, CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            silence.CancelAfter(SilenceLimit);
            await foreach (var item in SseParser.Create(stream, WatchFrameParser.Parse).EnumerateAsync(cancellationToken).ConfigureAwait(false))
            {
                silence.CancelAfter(SilenceLimit);
                if (Take(item.Data) is var end && end != ConnectionEnd.None)
                {
                    return end;
                }
            }
        }

        LogBroken("the stream ended without a word");
        return ConnectionEnd.Broken;
    }

    private ConnectionEnd Take(WatchFrame frame)
    {
        switch (frame.Name)
        {
            case SseNames.Open:
                owner.ConnectionOpened();
                return ConnectionEnd.None;
            case SseNames.End:
                LogEnded(frame.Reason);
                return ConnectionEnd.Ended;
            case SseNames.Snapshot or SseNames.Change:
                var outcome = owner.Take(frame.Event);
                if (outcome is MirrorOutcome.Gap or MirrorOutcome.Backwards)
                {
                    LogGap(outcome, frame.Event.Service, frame.Event.Position);
                    return ConnectionEnd.Faulty;
                }

                return ConnectionEnd.None;
            default:
                owner.Heard();
                return ConnectionEnd.None;
        }
    }
}
