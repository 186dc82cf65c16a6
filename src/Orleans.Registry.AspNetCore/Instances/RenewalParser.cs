using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Orleans.Registry.Protocol;

namespace Orleans.Registry.AspNetCore;

/// <summary>
/// Reads <see cref="RenewalsRequestDto"/> straight into renewals, as strictly as the serializer would: what it makes of the
/// hottest request is one text per instance id and nothing else.
/// </summary>
internal static class RenewalParser
{
    public static Refusal? Parse(in ReadOnlySequence<byte> body, List<Renewal> renewals)
    {
        var errors = new List<FieldError>();
        try
        {
            var reader = body.IsSingleSegment ? new Utf8JsonReader(body.FirstSpan) : new Utf8JsonReader(body);
            reader.Read();
            ReadRequest(ref reader, renewals, errors);

            // Reading on is what finds a second value behind the first.
            reader.Read();
        }
        catch (JsonException e)
        {
            return JsonRefusal.Malformed(e);
        }

        return errors.Count == 0 ? null : Refusal.From(RegistryError.Invalid(errors));
    }

    private static void ReadRequest(ref Utf8JsonReader reader, List<Renewal> renewals, List<FieldError> errors)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            errors.Add(new FieldError("body", "must be an object"));
            reader.Skip();
            return;
        }

        var seen = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!reader.ValueTextEquals("renewals"u8))
            {
                SkipUnknown(ref reader, string.Empty, errors);
                continue;
            }

            if (seen)
            {
                errors.Add(new FieldError("renewals", "is given twice"));
            }

            seen = true;
            reader.Read();
            ReadList(ref reader, renewals, errors);
        }

        if (!seen)
        {
            errors.Add(new FieldError("renewals", "is required"));
        }
    }

    private static void ReadList(ref Utf8JsonReader reader, List<Renewal> renewals, List<FieldError> errors)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            errors.Add(new FieldError("renewals", "must be a list"));
            reader.Skip();
            return;
        }

        for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                errors.Add(new FieldError(Field(index), "must be an object"));
                reader.Skip();
                continue;
            }

            renewals.Add(ReadOne(ref reader, index, errors));
        }
    }

    private static Renewal ReadOne(ref Utf8JsonReader reader, int index, List<FieldError> errors)
    {
        InstanceId id = default;
        ulong incarnation = 0;
        var hasId = false;
        var hasIncarnation = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8))
            {
                Once(ref hasId, index, "id", errors);
                reader.Read();
                id = ReadId(ref reader, index, errors);
            }
            else if (reader.ValueTextEquals("incarnation"u8))
            {
                Once(ref hasIncarnation, index, "incarnation", errors);
                reader.Read();
                incarnation = ReadIncarnation(ref reader, index, errors);
            }
            else
            {
                SkipUnknown(ref reader, Field(index) + ".", errors);
            }
        }

        if (!hasId)
        {
            errors.Add(new FieldError(Field(index) + ".id", "is required"));
        }

        return new Renewal(id, incarnation);
    }

    private static InstanceId ReadId(ref Utf8JsonReader reader, int index, List<FieldError> errors)
    {
        if (TryGetString(ref reader, out var text) && InstanceId.TryParse(text, out var id))
        {
            return id;
        }

        errors.Add(new FieldError(Field(index) + ".id", FieldRules.InstanceId));
        return default;
    }

    private static ulong ReadIncarnation(ref Utf8JsonReader reader, int index, List<FieldError> errors)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return 0;
        }

        // The common case needs no text: plain digits in one piece.
        if (reader is { TokenType: JsonTokenType.String, HasValueSequence: false, ValueIsEscaped: false, ValueSpan.Length: > 0 and <= 16 }
            && ulong.TryParse(reader.ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var fast))
        {
            return fast;
        }

        if (TryGetString(ref reader, out var text) && IncarnationText.TryParse(text, out var incarnation))
        {
            return incarnation;
        }

        errors.Add(new FieldError(Field(index) + ".incarnation", FieldRules.Incarnation));
        return 0;
    }

    private static bool TryGetString(ref Utf8JsonReader reader, out string? text)
    {
        text = null;
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return false;
        }

        if (reader is { HasValueSequence: false, ValueIsEscaped: false } && Ascii.IsValid(reader.ValueSpan))
        {
            text = Encoding.ASCII.GetString(reader.ValueSpan);
            return true;
        }

        try
        {
            text = reader.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, or bytes that are not UTF-8: well-formed JSON, but not text.
            return false;
        }
    }

    private static void SkipUnknown(ref Utf8JsonReader reader, string prefix, List<FieldError> errors)
    {
        var name = TryGetName(ref reader);
        errors.Add(new FieldError(prefix + name, "is not known here"));
        reader.Skip();
    }

    private static string TryGetName(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() ?? string.Empty;
        }
        catch (InvalidOperationException)
        {
            return "?";
        }
    }

    private static void Once(ref bool seen, int index, string name, List<FieldError> errors)
    {
        if (seen)
        {
            errors.Add(new FieldError($"{Field(index)}.{name}", "is given twice"));
        }

        seen = true;
    }

    private static string Field(int index) => string.Create(CultureInfo.InvariantCulture, $"renewals[{index}]");
}
