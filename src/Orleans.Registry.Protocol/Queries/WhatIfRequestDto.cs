namespace Orleans.Registry.Protocol;

/// <summary>Request: try a policy.</summary>
public sealed class WhatIfRequestDto
{
    /// <summary>The policy; required.</summary>
    public ServicePolicyDto? Policy { get; init; }

    /// <summary>The caller; absent for one that nothing is known of.</summary>
    public CallerDto? Caller { get; init; }
}
