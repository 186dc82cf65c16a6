namespace Orleans.Registry.Cluster;

/// <summary>What a service's owner says about one instance.</summary>
[GenerateSerializer, Immutable, Alias("Orleans.Registry.InstanceReply")]
internal sealed record InstanceReply
{
    /// <summary>Why it was refused; <c>null</c> when it was not.</summary>
    [Id(0)]
    public RegistryError? Error { get; init; }

    /// <summary>The epoch and revision that hold the effect.</summary>
    [Id(1)]
    public ServicePosition Position { get; init; }

    /// <summary>Whether it changed anything.</summary>
    [Id(2)]
    public bool Changed { get; init; }

    /// <summary>Whether the instance was not registered before.</summary>
    [Id(3)]
    public bool IsNew { get; init; }

    /// <summary>The record after it; <c>null</c> when there is none.</summary>
    [Id(4)]
    public ServiceInstance? Instance { get; init; }

    /// <summary>How much of its hold is left to an instance that is held.</summary>
    [Id(5)]
    public TimeSpan Hold { get; init; }

    /// <summary>When the service last had to do with an id that it has no instance of; <c>null</c> when it remembers nothing.</summary>
    [Id(6)]
    public DateTimeOffset? Remembered { get; init; }

    public static implicit operator InstanceReply(RegistryError error) => new() { Error = error };

    public RegistryResult<MutationReceipt> ToReceipt() => Error is not null ? Error : new MutationReceipt(Position, Changed, Instance);
}
