using Orleans.Storage;

namespace Orleans.Registry.Cluster.Etcd.Tests;

/// <summary>JSON, so that values can be read.</summary>
internal sealed class TestSerializer : IGrainStorageSerializer
{
    public BinaryData Serialize<T>(T? input) => BinaryData.FromObjectAsJson(input);

    public T Deserialize<T>(BinaryData input) => input.ToObjectFromJson<T>()!;
}
