using Microsoft.Extensions.Options;

namespace Orleans.Registry.Embedded;

/// <summary>Turns field errors into what the options system reports: all at once.</summary>
internal static class OptionsFaults
{
    public static ValidateOptionsResult ToResult(IReadOnlyList<FieldError> errors)
        => errors.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(errors.Select(static e => $"{e.Field}: {e.Message}"));
}
