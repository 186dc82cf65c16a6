using System.Text.Json;
using Orleans.Registry.TestKit;

namespace Orleans.Registry.AspNetCore.Tests;

/// <summary>Reads a stream of server-sent events, as strictly as the frames are promised.</summary>
internal sealed class SseReader : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;

    private SseReader(HttpResponseMessage response, Stream stream)
    {
        _response = response;
        _reader = new StreamReader(stream);
    }

    /// <summary>Opens a stream and takes its first event in.</summary>
    public static async Task<(SseReader Reader, SseFrame Open)> OpenAsync(HttpClient client, HttpRequestMessage request)
    {
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (!response.IsSuccessStatusCode)
        {
            Assert.Fail($"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        }

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        var reader = new SseReader(response, await response.Content.ReadAsStreamAsync());
        var open = await reader.NextAsync();
        Assert.Equal("open", open!.Event);
        return (reader, open);
    }

    public static Task<(SseReader Reader, SseFrame Open)> OpenAsync(HttpClient client, string path, string? lastEventId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        return OpenAsync(client, request);
    }

    /// <summary>The next event; <c>null</c> at the end of the stream.</summary>
    public Task<SseFrame?> NextAsync() => Eventually.ResultAsync(ReadAsync());

    /// <summary>The next event that is not a heartbeat.</summary>
    public async Task<SseFrame?> NextNewsAsync()
    {
        var frame = await NextAsync();
        while (frame?.Event == "heartbeat")
        {
            frame = await NextAsync();
        }

        return frame;
    }

    public void Dispose()
    {
        _reader.Dispose();
        _response.Dispose();
    }

    private async Task<SseFrame?> ReadAsync()
    {
        string? name = null;
        string? id = null;
        string? data = null;
        while (await _reader.ReadLineAsync() is { } line)
        {
            if (line.Length == 0)
            {
                return new SseFrame(name!, id, JsonDocument.Parse(data!).RootElement.Clone());
            }

            switch (line.Split(": ", 2))
            {
                case ["event", var text] when name is null:
                    name = text;
                    break;
                case ["id", var text] when id is null && name is not null:
                    id = text;
                    break;
                case ["data", var text] when data is null && name is not null:
                    data = text;
                    break;
                default:
                    Assert.Fail($"not a line of a frame: {line}");
                    break;
            }
        }

        Assert.Null(name);
        return null;
    }
}
