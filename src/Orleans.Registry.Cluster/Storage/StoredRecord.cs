using System.Diagnostics.CodeAnalysis;

namespace Orleans.Registry.Cluster;

/// <summary>A record as it was read from grain storage, with the ETag that replacing it will name.</summary>
internal sealed class StoredRecord<T> : IGrainState<T>
    where T : class, new()
{
    private T _state = new();

    /// <summary>What the record holds; empty when there is none.</summary>
    [AllowNull]
    public T State
    {
        get => _state;

        // A storage provider may say "nothing" by null.
        set => _state = value ?? new T();
    }

    /// <inheritdoc/>
    public string? ETag { get; set; }

    /// <inheritdoc/>
    public bool RecordExists { get; set; }
}
