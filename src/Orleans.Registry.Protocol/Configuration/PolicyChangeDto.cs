namespace Orleans.Registry.Protocol;

/// <summary>Request: set a policy.</summary>
public sealed class PolicyChangeDto
{
    /// <summary>The policy; required.</summary>
    public ServicePolicyDto? Policy { get; init; }

    /// <summary>The version the caller saw; absent to set it whatever is in force.</summary>
    public long? ExpectedVersion { get; init; }

    /// <summary>Who.</summary>
    public string? By { get; init; }

    /// <summary>Why.</summary>
    public string? Comment { get; init; }
}
