namespace Orleans.Registry.Cluster;

/// <summary>What a follower did not hold: an image, or changes; neither when it holds everything.</summary>
[GenerateSerializer, Immutable, Alias("Orleans.Registry.FollowReply")]
public sealed record FollowReply
{
    /// <summary>Why there is no answer; <c>null</c> when there is one.</summary>
    [Id(0)]
    public RegistryError? Error { get; init; }

    /// <summary>The owner's position; of a service that has never had a change, the zero position.</summary>
    [Id(1)]
    public ServicePosition Position { get; init; }

    /// <summary>The whole service, as <see cref="RegistryRecordCodec"/> writes an image; <c>null</c> for none.</summary>
    [Id(2)]
    public byte[]? Image { get; init; }

    /// <summary>
    /// The changes that follow what the follower holds, as <see cref="RegistryRecordCodec"/> writes an append; <c>null</c> for
    /// none. There may be more.
    /// </summary>
    [Id(3)]
    public byte[]? Changes { get; init; }

    /// <summary>Changes that the owner's log keeps.</summary>
    [Id(4)]
    public int LogCapacity { get; init; }

    /// <summary>
    /// How long the owner waited for something newer: so long after the request was sent, at least, all this was still so.
    /// </summary>
    [Id(5)]
    public TimeSpan Waited { get; init; }
}
