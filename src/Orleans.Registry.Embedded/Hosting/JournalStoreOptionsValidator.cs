using Microsoft.Extensions.Options;

namespace Orleans.Registry.Embedded;

/// <summary>Reports all that is wrong with the options at once.</summary>
internal sealed class JournalStoreOptionsValidator : IValidateOptions<JournalStoreOptions>
{
    public ValidateOptionsResult Validate(string? name, JournalStoreOptions options) => OptionsFaults.ToResult(options.Validate());
}
