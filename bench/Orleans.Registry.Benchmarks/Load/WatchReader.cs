using System.Buffers.Text;
using System.Diagnostics;

namespace Orleans.Registry.Benchmarks.Load;

/// <summary>
/// One watcher: reads a stream of events and finds in each the number of the change it tells of, behind a given text. It parses
/// nothing else, so that what is measured is the server and the way.
/// </summary>
internal sealed class WatchReader(byte[] before, long[] sent)
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<TimeSpan> _times = new(sent.Length);
    private int _last;

    /// <summary>The first bytes are there: the watch has begun.</summary>
    public Task Opened => _opened.Task;

    /// <summary>How long each change took, in the order of their arrival.</summary>
    public IReadOnlyList<TimeSpan> Times => _times;

    public async Task RunAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            // A connection of its own, also where HTTP/2 would share one.
            using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
            using (request)
            {
                using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
                answer.EnsureSuccessStatusCode();
                await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
                await ReadAsync(stream, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The measurement is over.
        }
        catch (Exception exception)
        {
            _opened.TrySetException(exception);
            throw;
        }
    }

    private async Task ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        var held = 0;
        while (await stream.ReadAsync(buffer.AsMemory(held), cancellationToken) is var count and > 0)
        {
            var now = Stopwatch.GetTimestamp();
            _opened.TrySetResult();
            held += count;
            held -= Take(buffer.AsSpan(0, held), now);
        }

        throw new InvalidOperationException("The watch ended.");
    }

    // Takes in the whole lines and moves what is left to the front; how much was taken.
    private int Take(Span<byte> data, long now)
    {
        var end = data.LastIndexOf((byte)'\n') + 1;
        foreach (var line in data[..end].Split((byte)'\n'))
        {
            Find(data[line], now);
        }

        data[end..].CopyTo(data);
        return end;
    }

    private void Find(ReadOnlySpan<byte> line, long now)
    {
        // The last one: an event may tell what was before, too.
        var at = line.LastIndexOf(before);
        if (at >= 0 && Utf8Parser.TryParse(line[(at + before.Length)..], out int number, out _) && number > _last && number < sent.Length)
        {
            _last = number;
            _times.Add(Stopwatch.GetElapsedTime(sent[number], now));
        }
    }
}
