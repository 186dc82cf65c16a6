using System.Text;

namespace Orleans.Registry.EndToEndTests;

/// <summary>Reads server-sent events off a response: the raw protocol, without the client library.</summary>
internal sealed class SseReader(Stream stream) : IDisposable
{
    private readonly StreamReader _reader = new(stream, Encoding.UTF8);

    /// <summary>The next event; <c>null</c> when the stream has ended. Comments are passed over.</summary>
    public async Task<SseEvent?> NextAsync(CancellationToken cancellationToken)
    {
        string name = "message", id = string.Empty, data = string.Empty;
        while (await _reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length == 0)
            {
                if (data.Length > 0 || id.Length > 0)
                {
                    return new SseEvent(name, id, data);
                }
            }
            else if (line.StartsWith("event:", StringComparison.Ordinal))
            {
                name = line[6..].Trim();
            }
            else if (line.StartsWith("id:", StringComparison.Ordinal))
            {
                id = line[3..].Trim();
            }
            else if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                data = line[5..].Trim();
            }
        }

        return null;
    }

    public void Dispose() => _reader.Dispose();
}
