using Orleans.Registry.Engine;
using Orleans.Registry.Persistence.Etcd;

namespace Orleans.Registry.Cluster.Etcd;

/// <summary>Refuses a silo whose etcd grain storage is not set up right; says all that is wrong at once.</summary>
internal sealed class EtcdStorageOptionsValidator(EtcdStorageOptions options, string name) : IConfigurationValidator
{
    public void ValidateConfiguration()
    {
        List<string> errors = [];
        EtcdConnectionRules.Check(options, errors);
        if (string.IsNullOrWhiteSpace(options.KeyPrefix) || options.KeyPrefix.EndsWith('/'))
        {
            errors.Add($"{nameof(EtcdStorageOptions.KeyPrefix)} must be a text that does not end with a slash.");
        }

        if (options.StoreWait < TimeSpan.Zero || options.StoreWait > StoreWait.Longest)
        {
            errors.Add($"{nameof(EtcdStorageOptions.StoreWait)} must be {TimeSpan.Zero} to {StoreWait.Longest}.");
        }

        if (errors.Count > 0)
        {
            throw new OrleansConfigurationException($"The etcd grain storage '{name}' is not set up right: {string.Join(' ', errors)}");
        }
    }
}
