using System.Buffers;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Orleans.Registry.Protocol;

namespace Orleans.Registry.AspNetCore;

/// <summary>
/// The answer of a watch: writes frames no faster than the reader takes them, in pieces, so that a reader that takes nothing
/// costs the connection's buffers and one piece. Used by one thread at a time.
/// </summary>
internal sealed class SseStream(HttpContext context, TimeSpan stallTimeout, TimeProvider time)
{
    private int _unflushed;

    /// <summary>Whether the reader took nothing for too long.</summary>
    public bool HasStalled { get; private set; }

    public void Begin()
    {
        var response = context.Response;
        response.ContentType = SseNames.MediaType;
        response.Headers.CacheControl = "no-store";

        // A reverse proxy that gathers answers would hold events back.
        response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        // The server's own idea of a slow reader is about answers that end; a watch has its own limit.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }

    /// <summary>Writes; false when the reader is gone or stalled.</summary>
    public async ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var piece = bytes[..Math.Min(BodyWriter.Piece, bytes.Length)];
            context.Response.BodyWriter.Write(piece.Span);
            _unflushed += piece.Length;
            bytes = bytes[piece.Length..];
            if (_unflushed >= BodyWriter.Piece && !await FlushAsync())
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Hands what was written to the connection; false when the reader is gone or stalled.</summary>
    public async ValueTask<bool> FlushAsync()
    {
        if (_unflushed == 0)
        {
            return !context.RequestAborted.IsCancellationRequested;
        }

        _unflushed = 0;
        var flush = context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        if (flush.IsCompletedSuccessfully)
        {
            return !flush.Result.IsCompleted;
        }

        try
        {
            var result = await flush.AsTask().WaitAsync(stallTimeout, time);
            return !result.IsCompleted;
        }
        catch (TimeoutException)
        {
            HasStalled = true;
            context.Abort();
            return false;
        }
    }
}
