using System.Globalization;

namespace Orleans.Registry.EndToEndTests;

/// <summary>One server-sent event.</summary>
internal sealed record SseEvent(string Name, string Id, string Data)
{
    /// <summary>The revision at the end of the id (<c>[service@]epoch-revision</c>).</summary>
    public long Revision => long.Parse(Id[(Id.LastIndexOf('-') + 1)..], CultureInfo.InvariantCulture);
}
