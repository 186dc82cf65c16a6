using System.Buffers;
using System.IO.Pipelines;
using Microsoft.Extensions.Primitives;
using Orleans.Registry.Protocol;

namespace Orleans.Registry.AspNetCore;

/// <summary>Reads request bodies: declared as JSON, no larger than allowed, whole.</summary>
internal static class RequestBody
{
    /// <summary>Why a body cannot be read, going by the headers alone.</summary>
    public static Refusal? CheckHeaders(HttpRequest request, int limit)
    {
        if (!IsJson(request.ContentType))
        {
            return Refusal.OfHttp(
                ErrorCodes.UnsupportedMediaType, StatusCodes.Status415UnsupportedMediaType, "The body must be declared as application/json, in UTF-8.");
        }

        return request.ContentLength > limit ? TooLarge(limit) : null;
    }

    /// <summary>
    /// Reads the whole body. The caller gives it back with <see cref="PipeReader.AdvanceTo(SequencePosition)"/> when there
    /// is no refusal.
    /// </summary>
    public static async ValueTask<(ReadOnlySequence<byte> Body, Refusal? Refusal)> ReadAsync(HttpContext context, int limit)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            // Without the request's token, which would be made for this alone: a connection that breaks fails the read anyway.
            var read = await reader.ReadAsync(CancellationToken.None);
            if (read.Buffer.Length > limit)
            {
                reader.AdvanceTo(read.Buffer.End);
                return (default, TooLarge(limit));
            }

            if (read.IsCompleted)
            {
                return (read.Buffer, null);
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static Refusal TooLarge(int limit)
        => Refusal.OfHttp(ErrorCodes.PayloadTooLarge, StatusCodes.Status413PayloadTooLarge, $"The body must be at most {limit} bytes.");

    private static bool IsJson(string? contentType)
    {
        if (contentType == ApiDescription.JsonMediaType)
        {
            return true;
        }

        return Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParse(contentType, out var type)
            && (Is(type.MediaType, ApiDescription.JsonMediaType) || Is(type.Suffix, "json"))
            && (type.Charset.Length == 0 || Is(type.Charset, "utf-8") || Is(type.Charset, "\"utf-8\""));
    }

    private static bool Is(StringSegment text, string expected) => text.Equals(expected, StringComparison.OrdinalIgnoreCase);
}
