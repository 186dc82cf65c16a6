using Microsoft.Extensions.Options;

namespace Orleans.Registry.Embedded;

/// <summary>Reports all that is wrong with the options at once.</summary>
internal sealed class EmbeddedRegistryOptionsValidator : IValidateOptions<EmbeddedRegistryOptions>
{
    public ValidateOptionsResult Validate(string? name, EmbeddedRegistryOptions options) => OptionsFaults.ToResult(options.Validate());
}
