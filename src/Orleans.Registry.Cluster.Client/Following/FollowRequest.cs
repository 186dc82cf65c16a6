namespace Orleans.Registry.Cluster;

/// <summary>A follower's wish for what is newer than it holds.</summary>
[GenerateSerializer, Immutable, Alias("Orleans.Registry.FollowRequest")]
public sealed record FollowRequest
{
    /// <summary>Who follows; unique to a process's life.</summary>
    [Id(0)]
    public required string FollowerId { get; init; }

    /// <summary>Where the owner asks how far the follower's watchers are; <c>null</c> when drains need not wait for it.</summary>
    [Id(1)]
    public IServiceFollower? Follower { get; init; }

    /// <summary>What the follower holds; <c>null</c> for nothing.</summary>
    [Id(2)]
    public ServicePosition? Held { get; init; }

    /// <summary>How long to wait for something newer. 0 to 10 s; more counts as 10 s.</summary>
    [Id(3)]
    public TimeSpan Wait { get; init; }
}
