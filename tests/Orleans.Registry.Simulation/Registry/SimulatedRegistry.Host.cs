using Orleans.Registry.Core;
using Orleans.Registry.Engine;

namespace Orleans.Registry.Simulation.Registry;

/// <content>What owners need of the process they live in.</content>
internal sealed partial class SimulatedRegistry : IServiceHost
{
    TimeProvider IServiceHost.Time => Clock;

    void IServiceHost.OnAdded(ServiceOwner owner, InstanceEntry entry)
    {
        _index[entry.Instance.Id] = entry;
        Heard.OnHeard(entry.Instance.Id);
    }

    void IServiceHost.OnRemoved(ServiceOwner owner, InstanceEntry entry, ServiceChange change)
    {
        var id = entry.Instance.Id;
        if (_index.GetValueOrDefault(id) == entry)
        {
            _index.Remove(id);
            Heard.Forget(id);
        }

        _world.Mutation.OnRemoved(entry, [.. _index.Values.Where(e => e.Instance.Service == owner.Name)]);
    }

    void IServiceHost.Arm(InstanceEntry entry, TimeSpan time)
    {
        if (_world.Mutation.OnArm(entry, time) is { } armed)
        {
            _leases.Arm(entry, armed);
        }
    }

    void IServiceHost.OnPublished(ServiceOwner owner, IReadOnlyList<ServiceChange> changes)
    {
        if (changes.Count == 0)
        {
            // Not a step further but another state whole: it knows no more than its log.
            _rebuiltAt[owner.Name] = owner.Published.Snapshot.Revision;
            _world.Coverage.Count("state replaced by a reload");
        }

        foreach (var change in changes)
        {
            Heard.OnChange(owner.Name, change);
        }
    }

    void IServiceHost.OnFenced(ServiceOwner owner) => Stop();
}
