using Microsoft.Extensions.Options;

namespace Orleans.Registry.Persistence.Etcd;

/// <summary>Checks <see cref="EtcdRegistryStoreOptions"/> and reports everything that is wrong at once. Stateless.</summary>
public sealed class EtcdRegistryStoreOptionsValidator : IValidateOptions<EtcdRegistryStoreOptions>
{
    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, EtcdRegistryStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> errors = [];
        CheckEndpoints(options, errors);
        CheckPrefix(options.KeyPrefix, errors);
        CheckSecurity(options, errors);
        CheckTimeouts(options, errors);
        CheckRange(nameof(options.LogCapacity), options.LogCapacity, 1, 1_000_000, errors);
        CheckRange(nameof(options.MaxOperationsPerTransaction), options.MaxOperationsPerTransaction, 8, 100_000, errors);
        CheckRange(nameof(options.MaxRequestBytes), options.MaxRequestBytes, 64 << 10, 64 << 20, errors);
        CheckRange(nameof(options.LoadConcurrency), options.LoadConcurrency, 1, 64, errors);
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    // A bad endpoint is named by its place, not repeated: it may hold a password.
    private static void CheckEndpoints(EtcdRegistryStoreOptions options, List<string> errors)
    {
        var schemes = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < options.Endpoints.Count; i++)
        {
            if (!Uri.TryCreate(options.Endpoints[i], UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            {
                errors.Add($"{nameof(options.Endpoints)}[{i}] is not an http or https address.");
                continue;
            }

            schemes.Add(address.Scheme);
            if (address.UserInfo.Length > 0)
            {
                errors.Add(
                    $"{nameof(options.Endpoints)}[{i}] holds a user; set {nameof(options.UserName)} and {nameof(options.Password)}.");
            }

            if (address.PathAndQuery != "/" || address.Fragment.Length > 0)
            {
                errors.Add($"{nameof(options.Endpoints)}[{i}] has a path or query; only host and port are used.");
            }
        }

        if (schemes.Count > 1)
        {
            errors.Add($"{nameof(options.Endpoints)} mixes http and https.");
        }
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

    private static void CheckSecurity(EtcdRegistryStoreOptions options, List<string> errors)
    {
        if (string.IsNullOrEmpty(options.UserName) != string.IsNullOrEmpty(options.Password))
        {
            errors.Add($"{nameof(options.UserName)} and {nameof(options.Password)} belong together.");
        }

        if (string.IsNullOrEmpty(options.ClientCertificateFile) != string.IsNullOrEmpty(options.ClientKeyFile))
        {
            errors.Add($"{nameof(options.ClientCertificateFile)} and {nameof(options.ClientKeyFile)} belong together.");
        }

        CheckFile(nameof(options.TrustedCertificatesFile), options.TrustedCertificatesFile, errors);
        CheckFile(nameof(options.ClientCertificateFile), options.ClientCertificateFile, errors);
        CheckFile(nameof(options.ClientKeyFile), options.ClientKeyFile, errors);
        var certificates = !string.IsNullOrEmpty(options.TrustedCertificatesFile) || !string.IsNullOrEmpty(options.ClientCertificateFile);
        if (certificates && !options.Endpoints.Any(e => e.StartsWith("https:", StringComparison.OrdinalIgnoreCase)))
        {
            errors.Add("Certificates are given, but no endpoint is https.");
        }
    }

    private static void CheckFile(string option, string? path, List<string> errors)
    {
        if (!string.IsNullOrEmpty(path) && !File.Exists(path))
        {
            errors.Add($"{option}: there is no file '{path}'.");
        }
    }

    private static void CheckTimeouts(EtcdRegistryStoreOptions options, List<string> errors)
    {
        if (options.AttemptTimeout < ShortestTimeout || options.AttemptTimeout > TimeSpan.FromMinutes(5))
        {
            errors.Add($"{nameof(options.AttemptTimeout)} must be 50 ms to 5 min.");
        }

        if (options.OperationTimeout < ShortestTimeout || options.OperationTimeout > TimeSpan.FromMinutes(30))
        {
            errors.Add($"{nameof(options.OperationTimeout)} must be 50 ms to 30 min.");
        }
        else if (options.AttemptTimeout > options.OperationTimeout)
        {
            errors.Add($"{nameof(options.AttemptTimeout)} must not be longer than {nameof(options.OperationTimeout)}.");
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
