namespace Orleans.Registry.Persistence.Etcd;

/// <summary>What <see cref="EtcdConnectionOptions"/> must be like. Stateless.</summary>
internal static class EtcdConnectionRules
{
    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromMilliseconds(50);

    /// <summary>Adds everything that is wrong.</summary>
    public static void Check(EtcdConnectionOptions options, List<string> errors)
    {
        CheckEndpoints(options, errors);
        CheckSecurity(options, errors);
        CheckTimeouts(options, errors);
    }

    // A bad endpoint is named by its place, not repeated: it may hold a password.
    private static void CheckEndpoints(EtcdConnectionOptions options, List<string> errors)
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

    private static void CheckSecurity(EtcdConnectionOptions options, List<string> errors)
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

    private static void CheckTimeouts(EtcdConnectionOptions options, List<string> errors)
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
}
