using Microsoft.Extensions.Options;

namespace Orleans.Registry.Embedded;

/// <summary>Reports all that is wrong with the options at once.</summary>
internal sealed class EmbeddedRegistryOptionsValidator : IValidateOptions<EmbeddedRegistryOptions>
{
    public ValidateOptionsResult Validate(string? name, EmbeddedRegistryOptions options)
    {
        var errors = options.Validate();
        return errors.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(errors.Select(static e => $"{e.Field}: {e.Message}"));
    }
}
