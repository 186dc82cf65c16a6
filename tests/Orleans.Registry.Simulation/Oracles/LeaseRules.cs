using Orleans.Registry.Simulation.Registry;
using Orleans.Registry.Simulation.Running;
using Orleans.Registry.Simulation.Store;

namespace Orleans.Registry.Simulation.Oracles;

/// <summary>Checks who is expired, who is not, and when.</summary>
internal static class LeaseRules
{
    /// <summary>What the design promises on top of the TTL.</summary>
    private const long Tolerance = 250;

    /// <summary>A pause longer than this is followed by a grace; so is a takeover.</summary>
    private const long LongestStep = 500;

    private const long Grace = 2000;

    /// <summary>When an end could not be stored it is tried again after a second; that try may be slow too.</summary>
    private const long AfterTrouble = 1_000 + Tolerance;

    /// <summary>Nobody who could be heard and renewed all the time may be taken for silent.</summary>
    public static void OnStored(World world, SentAppend sent, ServiceChange change)
    {
        var isHold = change.After is { LapsedAt: not null } && change.Before is { LapsedAt: null };
        if (change.Kind != ChangeKind.Expired && !isHold)
        {
            return;
        }

        world.Coverage.Count(isHold ? "held" : "expired");
        var before = change.Before!;
        var client = world.FindClient(change.InstanceId);
        var wasLive = client is not null && client.WasLive(before, sent.DecidedAt - (long)before.Details.Ttl.TotalMilliseconds);
        world.Check(!wasLive, Promise.P4NoFalseExpiry, $"{change} although its program renewed all the time");
        if (before.LapsedAt is null && world.FindRegistry(sent.Append.Token) is { } registry && registry.Heard.TryGet(before.Id, out var heard))
        {
            CheckHeard(world, sent, registry, change, heard.At);
        }
    }

    // A registry that has said "renewed" must not remove within the TTL. What it decided before that and does not know the
    // outcome of may still come about: nobody can take it back.
    private static void CheckHeard(World world, SentAppend sent, SimulatedRegistry registry, ServiceChange change, long heardAt)
    {
        if (heardAt < sent.GivenUpAt || sent.GivenUpAt is null)
        {
            var due = heardAt + (long)change.Before!.Details.Ttl.TotalMilliseconds;
            world.Check(
                sent.DecidedAtHearable + registry.Clock.Unnoticed(heardAt, LongestStep) >= due,
                Promise.P4NoFalseExpiry,
                $"{change} was decided at {sent.DecidedAtHearable} of registry {registry.Token}, which had heard of it at {heardAt}");
        }
    }

    /// <summary>Nobody who is silent may stay, and nobody may be held without end.</summary>
    public static void Check(World world, SimulatedRegistry registry)
    {
        foreach (var owner in registry.Owners)
        {
            var snapshot = owner.Published.Snapshot;
            foreach (var instance in snapshot.Instances)
            {
                var heard = registry.Heard.Of(instance.Id);
                if (instance.LapsedAt is null)
                {
                    CheckSilence(world, registry, instance, heard);
                }
                else
                {
                    CheckHold(world, registry, instance, heard, snapshot.Policy.Policy.Protection.MaxHold);
                }
            }
        }
    }

    private static void CheckSilence(World world, SimulatedRegistry registry, ServiceInstance instance, Hearing heard)
    {
        var ttl = instance.Details.Ttl.TotalMilliseconds;
        // A renewal never shortens the lease that came with a takeover: a TTL and up to a quarter more.
        var due = Math.Max(heard.At + (long)ttl, heard.TakenOverAt + (long)(ttl * 1.25) ?? 0);
        world.Check(
            registry.Clock.Hearable <= Latest(registry, due, heard.At),
            Promise.P5TimelyExpiry,
            $"{instance} was heard of last at {heard.At} of registry {registry.Token}, where it is {registry.Clock.Hearable} now");
    }

    private static void CheckHold(World world, SimulatedRegistry registry, ServiceInstance instance, Hearing heard, TimeSpan maxHold)
    {
        var now = registry.Clock.Hearable;
        if (heard is { HeldUntil: null, IsTakenOver: false })
        {
            // A recovery that could not be stored is left to the next renewal.
            world.Check(
                now <= Latest(registry, heard.At, heard.At) || registry.Store.LastTrouble >= heard.At,
                Promise.P11Protection,
                $"{instance} was heard of at {heard.At} of registry {registry.Token} and is still held at {now}");
            return;
        }

        // A hold that was taken over ends with the lease it is given then, or with what is left of it.
        var due = heard.HeldUntil ?? heard.At + (long)Math.Max(instance.Details.Ttl.TotalMilliseconds * 1.25, maxHold.TotalMilliseconds);
        world.Check(
            now <= Latest(registry, due, heard.At), Promise.P11Protection, $"{instance} was to be held until {due} of registry {registry.Token}, where it is {now} now");
    }

    // The latest that something due may come about: later after pauses, each of which begins a grace, and while the store is in trouble.
    private static long Latest(SimulatedRegistry registry, long due, long since)
    {
        var latest = Math.Max(due, Grace);
        foreach (var (hearableAt, length) in registry.Clock.Pauses)
        {
            if (length > LongestStep - 100)
            {
                latest = Math.Max(latest + (hearableAt >= since ? LongestStep : 0), hearableAt + Grace);
            }
        }

        latest += Tolerance;
        var trouble = registry.Store.Pending.Count > 0 ? registry.Clock.Hearable : registry.Store.LastTrouble;
        return Math.Max(latest, trouble + AfterTrouble);
    }
}
