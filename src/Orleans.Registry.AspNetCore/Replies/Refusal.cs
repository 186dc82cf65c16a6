using Orleans.Registry.Protocol;

namespace Orleans.Registry.AspNetCore;

/// <summary>An error answer before it is written: a refusal with its code and status on the wire.</summary>
internal sealed record Refusal(RegistryError Error, string Code, int Status)
{
    /// <summary>Further headers, e.g. <c>Allow</c>.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    public static Refusal From(RegistryError error) => new(error, ErrorCodes.ToText(error.Code), ErrorCodes.ToStatus(error.Code));

    public static Refusal Invalid(string field, string message) => From(RegistryError.Invalid(field, message));

    public static Refusal OfHttp(string code, int status, string message)
        => new(new RegistryError(RegistryErrorCode.InvalidRequest, message), code, status);

    public static Refusal UnknownParameters(IReadOnlyList<FieldError> fields)
        => new(RegistryError.Invalid(fields), ErrorCodes.UnknownParameter, StatusCodes.Status400BadRequest);

    public static Refusal Internal { get; }
        = From(new RegistryError(RegistryErrorCode.Internal, "The registry failed; its log says why, under the trace id."));
}
