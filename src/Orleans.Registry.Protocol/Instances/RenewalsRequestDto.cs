namespace Orleans.Registry.Protocol;

/// <summary>Request: renew leases; at most 10,000.</summary>
public sealed class RenewalsRequestDto
{
    /// <summary>The wishes.</summary>
    public IReadOnlyList<RenewalDto>? Renewals { get; init; }
}
