namespace Orleans.Registry.Protocol;

/// <summary>Request: put an operator's status over an instance.</summary>
public sealed class OverrideRequestDto
{
    /// <summary><c>outOfService</c>, <c>healthy</c> or <c>unhealthy</c>; required.</summary>
    public string? Status { get; init; }

    /// <summary>Why; at most 512 characters.</summary>
    public string? Reason { get; init; }

    /// <summary>Who; at most 128 characters.</summary>
    public string? By { get; init; }
}
