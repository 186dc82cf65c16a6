namespace Orleans.Registry.Protocol;

/// <summary>Answer: the versions of a policy.</summary>
public sealed class PolicyHistoryDto
{
    /// <summary>Newest first; the first is in force.</summary>
    public required IReadOnlyList<VersionedPolicyDto> Versions { get; init; }
}
