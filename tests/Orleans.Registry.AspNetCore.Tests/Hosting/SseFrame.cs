using System.Text.Json;

namespace Orleans.Registry.AspNetCore.Tests;

/// <summary>One server-sent event as it came.</summary>
internal sealed record SseFrame(string Event, string? Id, JsonElement Data)
{
    public long Revision => long.Parse(Id![(Id!.LastIndexOf('-') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
}
