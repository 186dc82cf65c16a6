namespace Orleans.Registry;

/// <summary>An expected refusal: a value, not an exception.</summary>
/// <param name="Code">The stable reason.</param>
/// <param name="Message">One sentence for people.</param>
public sealed record RegistryError(RegistryErrorCode Code, string Message)
{
    /// <summary>All fields that are wrong, when the code is <see cref="RegistryErrorCode.InvalidRequest"/>; else empty.</summary>
    public IReadOnlyList<FieldError> Fields { get; init; } = [];

    /// <summary>How long to wait before trying again, when the registry knows.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>An <see cref="RegistryErrorCode.InvalidRequest"/> that names every wrong field at once.</summary>
    public static RegistryError Invalid(IReadOnlyList<FieldError> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var message = fields.Count == 1 ? $"{fields[0].Field}: {fields[0].Message}" : $"{fields.Count} fields are not valid";
        return new RegistryError(RegistryErrorCode.InvalidRequest, message) { Fields = fields };
    }

    /// <summary>An <see cref="RegistryErrorCode.InvalidRequest"/> about one field.</summary>
    public static RegistryError Invalid(string field, string message) => Invalid([new FieldError(field, message)]);
}
