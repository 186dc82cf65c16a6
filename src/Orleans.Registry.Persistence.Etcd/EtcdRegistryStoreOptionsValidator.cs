using Microsoft.Extensions.Options;

namespace Orleans.Registry.Persistence.Etcd;

/// <summary>Checks <see cref="EtcdRegistryStoreOptions"/> and reports everything that is wrong at once. Stateless.</summary>
public sealed class EtcdRegistryStoreOptionsValidator : IValidateOptions<EtcdRegistryStoreOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, EtcdRegistryStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> errors = [];
        EtcdConnectionRules.Check(options, errors);
        CheckPrefix(options.KeyPrefix, errors);
        CheckRange(nameof(options.LogCapacity), options.LogCapacity, 1, 1_000_000, errors);
        CheckRange(nameof(options.MaxOperationsPerTransaction), options.MaxOperationsPerTransaction, 8, 100_000, errors);
        CheckRange(nameof(options.MaxRequestBytes), options.MaxRequestBytes, 64 << 10, 64 << 20, errors);
        CheckRange(nameof(options.LoadConcurrency), options.LoadConcurrency, 1, 64, errors);
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void CheckPrefix(string? prefix, List<string> errors)
    {
        if (string.IsNullOrEmpty(prefix) || prefix.Length > 256)
        {
            errors.Add($"{nameof(EtcdRegistryStoreOptions.KeyPrefix)} must have 1 to 256 characters.");
            return;
        }

        for (var i = 0; i < prefix.Length; i++)
        {
            var pair = char.IsSurrogatePair(prefix, i);
            if (prefix[i] == ':' || char.IsControl(prefix[i]) || (char.IsSurrogate(prefix[i]) && !pair))
            {
                errors.Add($"{nameof(EtcdRegistryStoreOptions.KeyPrefix)} must not hold ':', control characters or half characters.");
                return;
            }

            i += pair ? 1 : 0;
        }
    }

    private static void CheckRange(string option, int value, int least, int most, List<string> errors)
    {
        if (value < least || value > most)
        {
            errors.Add($"{option} must be {least} to {most}.");
        }
    }
}
