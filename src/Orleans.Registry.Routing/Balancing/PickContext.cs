namespace Orleans.Registry.Routing;

/// <summary>What a picker may know of one call. <c>default</c> for nothing.</summary>
public readonly ref struct PickContext
{
    /// <summary>
    /// The hash of what keeps calls together, e.g. a session or tenant (see <see cref="StableHash"/>): calls of one key go to
    /// one endpoint as long as it has room. Only <see cref="LoadBalancingPolicyNames.RingHash"/> reads it. <c>null</c> for none.
    /// </summary>
    public ulong? Key { get; init; }

    /// <summary>
    /// Endpoints that the call has been tried on: another is picked when there is one that is available. Keep it short; it is
    /// searched linearly.
    /// </summary>
    public ReadOnlySpan<Endpoint> Tried { get; init; }

    /// <summary>Whether an endpoint is available and was not tried.</summary>
    public bool Admits(Endpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return endpoint.IsAvailable && (Tried.IsEmpty || !WasTried(endpoint));
    }

    private bool WasTried(Endpoint endpoint)
    {
        foreach (var tried in Tried)
        {
            if (ReferenceEquals(tried, endpoint))
            {
                return true;
            }
        }

        return false;
    }
}
