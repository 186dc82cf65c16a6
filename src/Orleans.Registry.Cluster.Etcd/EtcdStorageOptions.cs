using Grpc.Net.Client;
using Orleans.Storage;

namespace Orleans.Registry.Cluster.Etcd;

/// <summary>Settings of an etcd grain storage provider. Read once, at start.</summary>
public sealed class EtcdStorageOptions : IStorageProviderSerializerOptions
{
    /// <summary>
    /// The members, with commas between them, e.g. <c>https://etcd-0:2379,https://etcd-1:2379</c>; tried one after the other.
    /// Default <c>http://127.0.0.1:2379</c>.
    /// </summary>
    public string ConnectionString { get; set; } = "http://127.0.0.1:2379";

    /// <summary>User to log in as; empty for none. Default none.</summary>
    public string Username { get; set; } = string.Empty;

    /// <summary>The user's password.</summary>
    public string Password { get; set; } = string.Empty;

    /// <summary>What all keys begin with; behind it come the service id and the grain. Default <c>orleans</c>.</summary>
    public string KeyPrefix { get; set; } = "orleans";

    /// <summary>How long one call may take. Default 5 s; 100 ms to 5 min.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether clearing a grain's state removes its key instead of emptying it. Default true.</summary>
    public bool DeleteStateOnClear { get; set; } = true;

    /// <summary>Stage of the silo's start in which the provider asks etcd for the first time. Default application services.</summary>
    public int InitStage { get; set; } = ServiceLifecycleStage.ApplicationServices;

    /// <summary>Changes the channel, e.g. its TLS certificates; <c>null</c> for nothing.</summary>
    public Action<GrpcChannelOptions>? ConfigureChannel { get; set; }

    /// <inheritdoc/>
    public IGrainStorageSerializer GrainStorageSerializer { get; set; } = default!;
}
