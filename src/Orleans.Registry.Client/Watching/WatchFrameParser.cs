using System.Text.Json;
using Orleans.Registry.Protocol;

namespace Orleans.Registry.Client;

/// <summary>Reads the frames of the watch connection.</summary>
internal static class WatchFrameParser
{
    /// <exception cref="JsonException">The data is not JSON, or not of this protocol.</exception>
    /// <exception cref="FormatException">The data is not of this protocol.</exception>
    public static WatchFrame Parse(string name, ReadOnlySpan<byte> data)
    {
        switch (name)
        {
            case SseNames.Snapshot or SseNames.Change:
                var dto = JsonSerializer.Deserialize(data, ProtocolJsonContext.Default.WatchEventDto);
                return new WatchFrame(name, dto?.ToDomain() ?? throw new FormatException("an event without data"), string.Empty);
            case SseNames.End:
                return new WatchFrame(name, default, JsonSerializer.Deserialize(data, ProtocolJsonContext.Default.WatchEndDto)?.Reason ?? string.Empty);
            default:
                // Heartbeats and the opening frame need no reading; what a later version may send shows life all the same.
                return new WatchFrame(name, default, string.Empty);
        }
    }
}
