namespace Orleans.Registry.Protocol;

/// <summary>
/// The id of a watch event: <c>service@epoch-revision</c>. Several joined by commas are what a reader of many services
/// holds; a lone <c>epoch-revision</c> is taken for the only service of a stream.
/// </summary>
public static class WatchEventId
{
    /// <summary>Writes an id.</summary>
    public static string Format(ServiceName service, ServicePosition position) => $"{service}@{position}";

    /// <summary>Reads the ids of a Last-Event-ID header into positions by service.</summary>
    /// <param name="text">The header's value.</param>
    /// <param name="only">The only service of the stream, or <c>null</c>.</param>
    /// <param name="positions">Positions by service.</param>
    public static bool TryParse(string? text, ServiceName? only, out IReadOnlyDictionary<ServiceName, ServicePosition> positions)
    {
        var found = new Dictionary<ServiceName, ServicePosition>();
        positions = found;
        foreach (var part in (text ?? string.Empty).Split(',', StringSplitOptions.TrimEntries))
        {
            var at = part.IndexOf('@', StringComparison.Ordinal);
            ServiceName service;
            if (at >= 0)
            {
                if (!ServiceName.TryParse(part[..at], out service))
                {
                    return false;
                }
            }
            else if (only is { } one)
            {
                service = one;
            }
            else
            {
                return false;
            }

            if (!ServicePosition.TryParse(part[(at + 1)..], out var position))
            {
                return false;
            }

            found[service] = position;
        }

        return true;
    }
}
