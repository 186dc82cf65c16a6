namespace Orleans.Registry.Core;

/// <summary>Describes the protection of a service from the instances it holds: there is no other state of it to go wrong.</summary>
internal static class HeldInstances
{
    public static ProtectionStatus? Describe(IEnumerable<ServiceInstance> held, int total, ProtectionPolicy rules)
    {
        var count = 0;
        var first = DateTimeOffset.MaxValue;
        var last = DateTimeOffset.MinValue;
        foreach (var instance in held)
        {
            count++;
            var lapsed = instance.LapsedAt ?? instance.StatusSince;
            first = lapsed < first ? lapsed : first;
            last = lapsed > last ? lapsed : last;
        }

        return count == 0
            ? null
            : new ProtectionStatus(
                count,
                first,
                last + rules.MaxHold,
                FormattableString.Invariant(
                    $"{count} of {total} instances fell silent beyond the budget of {rules.MaxExpiredShare * 100:0} % in {rules.Window.TotalSeconds:0} s"));
    }
}
