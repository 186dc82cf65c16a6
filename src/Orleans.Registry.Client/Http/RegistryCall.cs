using System.Text.Json.Serialization.Metadata;

namespace Orleans.Registry.Client;

/// <summary>One call of the protocol, ready to be sent as often as it takes.</summary>
/// <typeparam name="T">The body of its answer.</typeparam>
internal readonly record struct RegistryCall<T>(HttpMethod Method, string Path, JsonTypeInfo<T> Answer)
{
    /// <summary>The body; <c>null</c> for none.</summary>
    public byte[]? Body { get; init; }

    /// <summary>The mutation; none for a read.</summary>
    public OperationId Operation { get; init; }

    /// <summary>How long the call asks the registry to wait before it answers.</summary>
    public TimeSpan Wait { get; init; }
}
