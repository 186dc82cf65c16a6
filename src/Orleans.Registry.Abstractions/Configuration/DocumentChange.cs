namespace Orleans.Registry;

/// <summary>Who sets a policy or configuration, why, and on top of what.</summary>
public sealed record DocumentChange
{
    /// <summary>
    /// The version that the caller saw; the change is refused with <see cref="RegistryErrorCode.VersionConflict"/> when it is
    /// no longer in force. <c>null</c> to set it whatever is in force.
    /// </summary>
    public long? ExpectedVersion { get; init; }

    /// <summary>Who; at most 128 characters.</summary>
    public string By { get; init; } = string.Empty;

    /// <summary>Why; at most 512 characters.</summary>
    public string Comment { get; init; } = string.Empty;

    /// <summary>Names the mutation for safe retries.</summary>
    public OperationId OperationId { get; init; }
}
