using Orleans.Registry.Persistence.Etcd;
using Orleans.Storage;

namespace Orleans.Registry.Cluster.Etcd;

/// <summary>
/// Settings of an etcd grain storage provider. Read once, at start. Where an operation is not answered in time, the provider
/// throws <see cref="EtcdStorageException"/>.
/// </summary>
public sealed class EtcdStorageOptions : EtcdConnectionOptions, IStorageProviderSerializerOptions
{
    /// <summary>What all keys begin with; behind it come the service id and the grain. Default <c>orleans</c>.</summary>
    public string KeyPrefix { get; set; } = "orleans";

    /// <summary>Whether clearing a grain's state removes its key instead of emptying it. Default true.</summary>
    public bool DeleteStateOnClear { get; set; } = true;

    /// <summary>Stage of the silo's start in which the provider asks etcd for the first time. Default application services.</summary>
    public int InitStage { get; set; } = ServiceLifecycleStage.ApplicationServices;

    /// <summary>
    /// How long the start of a silo waits for etcd, before it fails with <see cref="StoreUnavailableException"/>. Default 60 s;
    /// 0 (fails at once) to 1 h.
    /// </summary>
    public TimeSpan StoreWait { get; set; } = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public IGrainStorageSerializer GrainStorageSerializer { get; set; } = default!;

    /// <summary>For people: what is used, without secrets.</summary>
    public override string ToString() => Describe(KeyPrefix);
}
