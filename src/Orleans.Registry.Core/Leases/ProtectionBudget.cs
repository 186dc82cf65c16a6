namespace Orleans.Registry.Core;

/// <summary>How many instances may be removed for silence now (P11).</summary>
public static class ProtectionBudget
{
    /// <summary>
    /// Removals left in the present window: the larger of the policy's minimum and its share of the instances there were at
    /// the window's begin, less the removals in the window.
    /// </summary>
    /// <param name="policy">The service's rules.</param>
    /// <param name="present">Instances there are now.</param>
    /// <param name="expiredInWindow">Instances removed for silence within the window.</param>
    public static int Remaining(ProtectionPolicy policy, int present, int expiredInWindow)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (!policy.Enabled)
        {
            return int.MaxValue;
        }

        var share = (int)Math.Floor(policy.MaxExpiredShare * (present + expiredInWindow));
        return Math.Max(0, Math.Max(policy.MinExpired, share) - expiredInWindow);
    }
}
