using Orleans.Registry.Core;

namespace Orleans.Registry.Engine;

/// <summary>
/// What a <see cref="ServiceOwner"/> needs from the process or grain it lives in. Called by the owner one call at a time;
/// must not block and must not call back into the owner before returning.
/// </summary>
public interface IServiceHost
{
    /// <summary>The clock for the times in records.</summary>
    TimeProvider Time { get; }

    /// <summary>The claim under which appends are made.</summary>
    FencingToken Token { get; }

    /// <summary>
    /// Begins the turns of an owner, on whatever thread and in whatever context the host wants them to run; a grain wants
    /// them at once, in its own turn.
    /// </summary>
    void Begin(Action turns)
    {
        ArgumentNullException.ThrowIfNull(turns);
        turns();
    }

    /// <summary>An instance has been registered.</summary>
    void OnAdded(ServiceOwner owner, InstanceEntry entry);

    /// <summary>An instance has left.</summary>
    void OnRemoved(ServiceOwner owner, InstanceEntry entry, ServiceChange change);

    /// <summary>A lease starts anew and ends, unless renewed, after <paramref name="time"/>.</summary>
    void Arm(InstanceEntry entry, TimeSpan time);

    /// <summary>Changes are stored, applied and visible.</summary>
    void OnPublished(ServiceOwner owner, IReadOnlyList<ServiceChange> changes);

    /// <summary>The store has refused a write because of a higher claim: stop acknowledging.</summary>
    void OnFenced(ServiceOwner owner);
}
