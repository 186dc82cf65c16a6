using System.Buffers;

namespace Orleans.Registry.AspNetCore;

/// <summary>Writes bodies that are bytes already.</summary>
internal static class BodyWriter
{
    /// <summary>
    /// Largest piece handed to the connection at once. A body is copied into the connection's buffer as far as it is given:
    /// in pieces, a reader that takes nothing costs one piece, not the body.
    /// </summary>
    public const int Piece = 32 * 1024;

    public static Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        context.Response.ContentLength = body.Length;
        if (body.Length > Piece)
        {
            return WritePiecesAsync(context, body);
        }

        var writer = context.Response.BodyWriter;
        writer.Write(body.Span);
        return Task.CompletedTask;
    }

    /// <summary>Writes without setting a length.</summary>
    public static async Task WritePiecesAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        while (body.Length > 0)
        {
            var piece = body[..Math.Min(Piece, body.Length)];
            var result = await context.Response.BodyWriter.WriteAsync(piece, context.RequestAborted);
            if (result.IsCompleted)
            {
                return;
            }

            body = body[piece.Length..];
        }
    }
}
