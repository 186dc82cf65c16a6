using Microsoft.Extensions.Options;

namespace Orleans.Registry.Persistence.Redis;

/// <summary>Collects everything that is wrong with the options.</summary>
internal sealed class RedisRegistryStoreOptionsValidator : IValidateOptions<RedisRegistryStoreOptions>
{
    public ValidateOptionsResult Validate(string? name, RedisRegistryStoreOptions options)
    {
        List<string> errors = [];
        if (!RedisConnectionText.TryParse(options.ConnectionString, out _, out var reason))
        {
            errors.Add($"ConnectionString {reason}");
        }

        if (!IsPrefix(options.KeyPrefix))
        {
            errors.Add("KeyPrefix must be 1 to 64 characters out of letters, digits, '.', '_', '-' and ':'");
        }

        Exists("CertificateAuthorityFile", options.CertificateAuthorityFile, errors);
        Exists("ClientCertificateFile", options.ClientCertificateFile, errors);
        Exists("ClientKeyFile", options.ClientKeyFile, errors);
        if (options.ClientCertificateFile.Length > 0 != options.ClientKeyFile.Length > 0)
        {
            errors.Add("ClientCertificateFile and ClientKeyFile must be given together");
        }

        Between("Database", options.Database ?? 0, 0, int.MaxValue, errors);
        Between("Shards", options.Shards, 1, 1024, errors);
        Between("LogCapacity", options.LogCapacity, 1, 1_000_000, errors);
        Between("KeptVersions", options.KeptVersions, 1, 1000, errors);
        Between("LoadSlice", options.LoadSlice, 10, 100_000, errors);
        Between("LoadConcurrency", options.LoadConcurrency, 1, 1024, errors);
        Between("ConnectTimeout", options.ConnectTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1), errors);
        Between("OperationTimeout", options.OperationTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5), errors);
        Between("MaxReconnectDelay", options.MaxReconnectDelay, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5), errors);
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void Exists(string option, string file, List<string> errors)
    {
        if (file.Length > 0 && !File.Exists(file))
        {
            errors.Add($"{option} '{file}' does not exist");
        }
    }

    private static bool IsPrefix(string prefix)
        => prefix.Length is > 0 and <= 64 && prefix.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or ':');

    private static void Between<T>(string option, T value, T low, T high, List<string> errors)
        where T : IComparable<T>
    {
        if (value.CompareTo(low) < 0 || value.CompareTo(high) > 0)
        {
            errors.Add($"{option} must be {low} to {high}, not {value}");
        }
    }
}
