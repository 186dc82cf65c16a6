using System.Text.Json;
using Orleans.Registry.Protocol;

namespace Orleans.Registry.AspNetCore;

/// <summary>Says what is wrong with a body: not JSON at all, and where; or JSON with a wrong member, and which.</summary>
internal static class JsonRefusal
{
    public static Refusal Of(JsonException exception)
    {
        // The serializer wraps what the reader met; what it found itself has no JsonException inside.
        var syntax = exception.InnerException is JsonException || exception.Path is null;
        return syntax ? Malformed(exception) : WrongMember(exception);
    }

    public static Refusal Malformed(JsonException exception)
    {
        var place = $"line {(exception.LineNumber ?? 0) + 1}, byte {(exception.BytePositionInLine ?? 0) + 1}";
        return Refusal.OfHttp(
            ErrorCodes.MalformedJson, StatusCodes.Status400BadRequest, $"The body is not JSON, at {place}: {FirstSentences(exception.Message)}");
    }

    public static Refusal Empty() => Refusal.OfHttp(ErrorCodes.MalformedJson, StatusCodes.Status400BadRequest, "The body must not be null.");

    private static Refusal WrongMember(JsonException exception)
    {
        var field = exception.Path is "$" or null ? "body" : exception.Path[(exception.Path.StartsWith("$.", StringComparison.Ordinal) ? 2 : 1)..];
        return Refusal.Invalid(field, MessageOf(exception));
    }

    /// <summary>The serializer tells these apart by its message alone; an unknown message reads as a wrong type.</summary>
    private static string MessageOf(JsonException exception) => exception.Message switch
    {
        var m when m.Contains("could not be mapped", StringComparison.Ordinal) => "is not known here",
        var m when m.Contains("uplicate propert", StringComparison.Ordinal) => "is given twice",
        _ => "has the wrong type, is out of range or is not well-formed text",
    };

    /// <summary>Cuts off the reader's own account of the place, which counts from zero.</summary>
    private static string FirstSentences(string message)
    {
        var end = message.IndexOf(" Path: ", StringComparison.Ordinal);
        end = end >= 0 ? end : message.IndexOf(" LineNumber: ", StringComparison.Ordinal);
        return end >= 0 ? message[..end] : message;
    }
}
