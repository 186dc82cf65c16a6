using Orleans.Registry.Simulation.Running;

namespace Orleans.Registry.Simulation.Oracles;

/// <summary>Checks removals for silence against the budget, and what is said while some are held back.</summary>
internal static class ProtectionRules
{
    public static void OnStored(World world, ServiceAppend append, ServiceTruth truth, ServiceChange change)
    {
        var isHold = change.After is { LapsedAt: not null } && change.Before is { LapsedAt: null };
        if (isHold)
        {
            var verdict = RuleModel.Hold(change.Before!, change.At);
            world.Check(verdict.Fits(change), Promise.Rules, $"{truth.Name} holds {change.Before} as {change.After}; the rules say {verdict}");
        }
        else if (change.Kind != ChangeKind.Expired)
        {
            return;
        }

        if (change.Before!.ReportedStatus == InstanceStatus.Draining)
        {
            world.Check(!isHold, Promise.Rules, $"{truth.Name} {change}: who drains is let go");
            return;
        }

        if (change.Before.LapsedAt is not null)
        {
            world.Coverage.Count("hold used up");
            return;
        }

        var isAllowed = IsWithinBudget(world, append, truth, change);
        world.Check(isAllowed || isHold, Promise.P11Protection, $"{truth.Name} {change} is beyond the budget");
        world.Check(!isAllowed || !isHold, Promise.P11Protection, $"{truth.Name} {change} is held although the budget is not used up");
    }

    /// <summary>What a snapshot says of protection is what its instances show.</summary>
    public static void CheckSnapshot(World world, ServiceSnapshot snapshot)
    {
        List<ServiceInstance> held = [.. snapshot.Instances.Where(i => i.LapsedAt is not null)];
        var says = snapshot.Protection;
        world.Check((says is null) == (held.Count == 0), Promise.P11Protection, $"{snapshot.Service} holds {held.Count} and says {says}");
        if (says is not null)
        {
            var isRight = says.Held == held.Count
                && says.Since == held.Min(i => i.LapsedAt)
                && says.Until == held.Max(i => i.LapsedAt) + snapshot.Policy.Policy.Protection.MaxHold;
            world.Check(isRight, Promise.P11Protection, $"{snapshot.Service} holds {held.Count} and says {says}");
            world.Check(
                held.TrueForAll(i => !i.IsHealthy || i.Override is not null), Promise.P11Protection, $"{snapshot.Service} shows a held instance as healthy");
        }
    }

    // In any window the larger of the minimum and the share of those there were at its begin; whoever drained or had used a
    // hold up was not asked for, but counts afterwards.
    private static bool IsWithinBudget(World world, ServiceAppend append, ServiceTruth truth, ServiceChange change)
    {
        var decidedOn = truth.StateAt(append.ExpectedRevision);
        var rules = decidedOn.Policy.Policy.Protection;
        if (!rules.Enabled)
        {
            return true;
        }

        var known = world.FindRegistry(append.Token)?.KnowsExpiriesAfter(truth.Name) ?? Revision.None;
        bool Counts(ServiceChange c) => c.Kind == ChangeKind.Expired && c.At > change.At - rules.Window;
        var expired = truth.ChangesAfter(known).TakeWhile(c => c.Revision <= append.ExpectedRevision).Count(Counts);
        var used = append.Changes.TakeWhile(c => c.Revision < change.Revision)
            .Count(c => c is { Kind: ChangeKind.Expired, Before: { LapsedAt: null, ReportedStatus: not InstanceStatus.Draining } });
        var allowed = Math.Max(rules.MinExpired, (int)Math.Floor(rules.MaxExpiredShare * (decidedOn.Instances.Count + expired)));
        return expired + used < allowed;
    }
}
