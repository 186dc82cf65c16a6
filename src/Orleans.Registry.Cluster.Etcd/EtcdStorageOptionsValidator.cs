namespace Orleans.Registry.Cluster.Etcd;

/// <summary>Refuses a silo whose etcd grain storage is not set up right; says all that is wrong at once.</summary>
internal sealed class EtcdStorageOptionsValidator(EtcdStorageOptions options, string name) : IConfigurationValidator
{
    private static readonly TimeSpan ShortestCall = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestCall = TimeSpan.FromMinutes(5);

    public void ValidateConfiguration()
    {
        List<string> faults = [];
        var members = (options.ConnectionString ?? string.Empty).Split(',', StringSplitOptions.TrimEntries);
        if (!members.All(static m => Uri.TryCreate(m, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https")))
        {
            faults.Add($"{nameof(EtcdStorageOptions.ConnectionString)} must be http or https addresses with commas between them");
        }

        if (string.IsNullOrWhiteSpace(options.KeyPrefix) || options.KeyPrefix.EndsWith('/'))
        {
            faults.Add($"{nameof(EtcdStorageOptions.KeyPrefix)} must be a text that does not end with a slash");
        }

        if (options.CallTimeout < ShortestCall || options.CallTimeout > LongestCall)
        {
            faults.Add($"{nameof(EtcdStorageOptions.CallTimeout)} must be {ShortestCall} to {LongestCall}");
        }

        if (faults.Count > 0)
        {
            throw new OrleansConfigurationException($"The etcd grain storage '{name}' is not set up right: {string.Join("; ", faults)}.");
        }
    }
}
