namespace Orleans.Registry.Client;

/// <summary>
/// Says which removals protection holds back, from the instances alone: changes do not carry the statement, but every held
/// instance carries when it lapsed, and the policy carries how long it is held.
/// </summary>
internal static class HeldBack
{
    public static ProtectionStatus? Describe(IReadOnlyCollection<ServiceInstance> instances, ProtectionPolicy rules)
    {
        var held = 0;
        var (first, last) = (DateTimeOffset.MaxValue, DateTimeOffset.MinValue);
        foreach (var instance in instances)
        {
            if (instance.LapsedAt is { } lapsed)
            {
                held++;
                first = lapsed < first ? lapsed : first;
                last = lapsed > last ? lapsed : last;
            }
        }

        return held == 0 ? null : new ProtectionStatus(
            held,
            first,
            last + rules.MaxHold,
            FormattableString.Invariant(
                $"{held} of {instances.Count} instances fell silent beyond the budget of {rules.MaxExpiredShare * 100:0} % in {rules.Window.TotalSeconds:0} s"));
    }
}
