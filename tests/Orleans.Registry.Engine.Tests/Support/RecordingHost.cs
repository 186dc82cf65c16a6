using System.Collections.Concurrent;
using Orleans.Registry.Core;

namespace Orleans.Registry.Engine.Tests.Support;

/// <summary>A host that notes what its owners tell it, and keeps a lease clock that a test sets.</summary>
internal sealed class RecordingHost(TimeProvider time) : IServiceHost
{
    public TimeProvider Time { get; } = time;

    public FencingToken Token => new(7);

    /// <summary>Every instance of the host, by id.</summary>
    public ConcurrentDictionary<InstanceId, InstanceEntry> Entries { get; } = new();

    /// <summary>Times that leases were armed with, in order.</summary>
    public ConcurrentQueue<(InstanceId Id, TimeSpan Time)> Armed { get; } = new();

    /// <summary>Changes that were published, in order.</summary>
    public ConcurrentQueue<ServiceChange> Published { get; } = new();

    /// <summary>How often an owner was refused because of a higher claim.</summary>
    public int Fenced { get; private set; }

    /// <summary>How turns begin; <c>null</c> for at once.</summary>
    public Action<Action>? OnBegin { get; set; }

    /// <summary>Thrown at the next publication, once.</summary>
    public Exception? FailNextPublication { get; set; }

    public void Begin(Action turns) => (OnBegin ?? (static t => t()))(turns);

    public void OnAdded(ServiceOwner owner, InstanceEntry entry) => Entries[entry.Instance.Id] = entry;

    public void OnRemoved(ServiceOwner owner, InstanceEntry entry, ServiceChange change)
        => Entries.TryRemove(new KeyValuePair<InstanceId, InstanceEntry>(entry.Instance.Id, entry));

    public void Arm(InstanceEntry entry, TimeSpan time)
    {
        entry.Rearm((long)time.TotalMilliseconds);
        Armed.Enqueue((entry.Instance.Id, time));
    }

    public void OnPublished(ServiceOwner owner, IReadOnlyList<ServiceChange> changes)
    {
        if (FailNextPublication is { } exception)
        {
            FailNextPublication = null;
            throw exception;
        }

        foreach (var change in changes)
        {
            Published.Enqueue(change);
        }
    }

    public void OnFenced(ServiceOwner owner) => Fenced++;
}
