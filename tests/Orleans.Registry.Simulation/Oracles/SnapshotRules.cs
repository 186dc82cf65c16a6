using Orleans.Registry.Core;
using Orleans.Registry.Engine;
using Orleans.Registry.Simulation.Registry;
using Orleans.Registry.Simulation.Running;

namespace Orleans.Registry.Simulation.Oracles;

/// <summary>Checks what a registry shows against the truth at the revision it names.</summary>
internal static class SnapshotRules
{
    public static void Check(World world, SimulatedRegistry registry, ServiceOwner owner, PublishedService? before)
    {
        var published = owner.Published;
        var snapshot = published.Snapshot;
        if (snapshot.Revision == Revision.None)
        {
            world.Check(snapshot.Epoch == Epoch.None && snapshot.Instances.Count == 0, Promise.P2Order, $"{owner.Name} shows something before its first change");
            return;
        }

        var truth = world.History.Find(owner.Name);
        world.Check(
            truth is not null && truth.Epoch == snapshot.Epoch && truth.Has(snapshot.Revision),
            Promise.P2Order,
            $"{owner.Name} of registry {registry.Token} shows {snapshot.Position}, which is not stored");
        world.Check(
            before is null || before.Snapshot.Epoch != snapshot.Epoch || before.Snapshot.Revision <= snapshot.Revision,
            Promise.P2Order,
            $"{owner.Name} of registry {registry.Token} goes back from {before?.Snapshot.Revision} to {snapshot.Revision}");
        CheckSnapshot(world, truth!, snapshot);
        CheckLog(world, truth!, published);
        CheckCounts(world, published);
    }

    /// <summary>A snapshot against the truth at its revision.</summary>
    public static void CheckSnapshot(World world, ServiceTruth truth, ServiceSnapshot snapshot)
    {
        var expected = truth.StateAt(snapshot.Revision);
        world.Check(
            SameInstances(expected, snapshot.Instances), Promise.State, $"{truth.Name} shows other instances at {snapshot.Revision} than are stored");
        world.Check(expected.Policy == snapshot.Policy, Promise.State, $"{truth.Name} shows another policy at {snapshot.Revision} than is stored");
        world.Check(
            (expected.Configurations.IsEmpty ? 0 : expected.Configurations[^1].Version) == snapshot.ConfigurationVersion && expected.ChangedAt == snapshot.ChangedAt,
            Promise.State,
            $"{truth.Name} shows another configuration or time at {snapshot.Revision} than is stored");
        ProtectionRules.CheckSnapshot(world, snapshot);
    }

    /// <summary>An image against the truth at its revision, and through the core and back.</summary>
    public static void CheckImage(World world, ServiceImage image)
    {
        var truth = world.History.Find(image.Service);
        world.Check(
            truth is not null && truth.Epoch == image.Epoch && truth.Has(image.Revision), Promise.P1Durable, $"{image.Service} is kept at {image.Revision}, which is not stored");
        var expected = truth!.StateAt(image.Revision);
        var isSame = SameInstances(expected, image.Instances)
            && image.Overrides.OrderBy(o => o.Key).SequenceEqual(expected.Overrides)
            && image.Policies.SequenceEqual(expected.Policies)
            && image.Configurations.SequenceEqual(expected.Configurations);
        world.Check(isSame, Promise.State, $"the image of {image.Service} at {image.Revision} is not what is stored");
        var copy = ServiceState.FromImage(image, world.LogCapacity);
        world.Check(SameInstances(expected, copy.ToSnapshot().Instances), Promise.State, $"{image.Service} at {image.Revision} does not survive its image");
    }

    /// <summary>A registry has loaded everything: nothing acknowledged may be missing.</summary>
    public static void CheckStart(World world, SimulatedRegistry registry)
    {
        foreach (var truth in world.History.Services)
        {
            var found = registry.Find(truth.Name)?.Published.Snapshot.Position;
            world.Check(
                found == new ServicePosition(truth.Epoch, truth.Revision), Promise.P1Durable, $"{truth.Name} is stored at {truth.Epoch}-{truth.Revision} and came back at {found}");
        }
    }

    public static bool SameInstances(TruthState expected, IReadOnlyList<ServiceInstance> found)
    {
        if (expected.Instances.Count != found.Count)
        {
            return false;
        }

        foreach (var instance in found)
        {
            if (!RecordRules.Same(expected.Instances.GetValueOrDefault(instance.Id), instance))
            {
                return false;
            }
        }

        return true;
    }

    private static void CheckLog(World world, ServiceTruth truth, PublishedService published)
    {
        var (log, revision) = (published.Log, published.Snapshot.Revision);
        var expected = Math.Min(world.LogCapacity, revision.Value);
        world.Check(log.Count == expected && log.Newest == revision, Promise.P3Watch, $"{truth.Name} keeps {log.Count} changes up to {log.Newest} at {revision}");
        for (var i = 1; i < log.Count; i++)
        {
            world.Check(log[i].Revision == log[i - 1].Revision.Next, Promise.P3Watch, $"{truth.Name} keeps no change between {log[i - 1].Revision} and {log[i].Revision}");
        }

        world.Check(
            RecordRules.Same(log[log.Count - 1], truth.ChangeAt(revision)) && RecordRules.Same(log[0], truth.ChangeAt(log.Oldest)),
            Promise.P3Watch,
            $"{truth.Name} remembers other changes than are stored");
    }

    private static void CheckCounts(World world, PublishedService published)
    {
        foreach (var status in Enum.GetValues<InstanceStatus>())
        {
            var count = published.Snapshot.Instances.Count(i => i.Status == status);
            world.Check(published.CountOf(status) == count, Promise.State, $"{published.Snapshot.Service} counts {published.CountOf(status)} as {status}; there are {count}");
        }
    }
}
