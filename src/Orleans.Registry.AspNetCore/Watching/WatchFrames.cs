using System.Runtime.CompilerServices;
using System.Text;
using Orleans.Registry.Protocol;

namespace Orleans.Registry.AspNetCore;

/// <summary>
/// Watch events as frames of a server-sent event stream. A change is written once for all who watch it: the last ones stay
/// in a ring, so that what is kept does not grow with the watchers or with how far one lags. Safe to use from many threads;
/// a race writes the same frame twice.
/// </summary>
internal sealed class WatchFrames(AnswerBudget budget)
{
    private const int Kept = 4096;

    private readonly KeptFrame?[] _ring = new KeptFrame?[Kept];

    /// <summary>Nothing changed.</summary>
    public static ReadOnlyMemory<byte> Heartbeat { get; } = Frame(SseNames.Heartbeat, null, "{\"kind\":\"heartbeat\"}"u8);

    /// <summary>A change.</summary>
    public ReadOnlyMemory<byte> OfChange(in WatchEvent value)
    {
        var change = value.Change!;
        ref var place = ref _ring[RuntimeHelpers.GetHashCode(change) & (Kept - 1)];
        if (place is { } kept && ReferenceEquals(kept.Change, change))
        {
            return kept.Frame;
        }

        var json = WireJson.ToBytes(value.ToDto(), ProtocolJsonContext.Default.WatchEventDto);
        var made = new KeptFrame(change, Frame(SseNames.Change, WatchEventId.Format(value.Service, value.Position), json));
        place = made;
        return made.Frame;
    }

    /// <summary>What stands before and behind the bytes of a snapshot, which are not copied.</summary>
    public (ReadOnlyMemory<byte> Before, ReadOnlyMemory<byte> Snapshot, ReadOnlyMemory<byte> After) OfSnapshot(in WatchEvent value)
    {
        var head = new WatchEventDto
        {
            Kind = WireNames.Of(WatchEventKind.Snapshot),
            Service = value.Service.Value,
            Position = value.Position.ToString(),
            Reason = WireNames.Of(value.Reason),
        };
        var json = WireJson.ToBytes(head, ProtocolJsonContext.Default.WatchEventDto);
        byte[] before =
        [
            .. Encoding.UTF8.GetBytes(Head(SseNames.Snapshot, WatchEventId.Format(value.Service, value.Position))),
            .. json.AsSpan(0, json.Length - 1),
            .. ",\"snapshot\":"u8,
        ];
        return (before, SnapshotPayload.Of(value.Snapshot!).GetJson(budget), "}\n\n"u8.ToArray());
    }

    /// <summary>The first frame.</summary>
    public static ReadOnlyMemory<byte> Open(WatchOpenDto value)
        => Frame(SseNames.Open, null, WireJson.ToBytes(value, ProtocolJsonContext.Default.WatchOpenDto));

    /// <summary>The last frame.</summary>
    public static ReadOnlyMemory<byte> End(string reason)
        => Frame(SseNames.End, null, WireJson.ToBytes(new WatchEndDto { Reason = reason }, ProtocolJsonContext.Default.WatchEndDto));

    private static byte[] Frame(string name, string? id, ReadOnlySpan<byte> json)
    {
        byte[] frame = [.. Encoding.UTF8.GetBytes(Head(name, id)), .. json, .. "\n\n"u8];
        return frame;
    }

    private static string Head(string name, string? id) => id is null ? $"event: {name}\ndata: " : $"event: {name}\nid: {id}\ndata: ";

    private sealed record KeptFrame(ServiceChange Change, byte[] Frame);
}
