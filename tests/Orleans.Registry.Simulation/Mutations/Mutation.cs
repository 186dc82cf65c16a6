using Orleans.Registry.Core;
using Orleans.Registry.Simulation.Running;

namespace Orleans.Registry.Simulation.Mutations;

/// <summary>
/// A registry that is broken on purpose in one way, to see that the checks see it. Every member is a place around the
/// product's code where its behaviour can be replaced by another; those that a mutation leaves alone change nothing. None of
/// it is in the product. Keeps no state: many histories share one.
/// </summary>
internal class Mutation
{
    /// <summary>The registry as it is.</summary>
    public static Mutation None { get; } = new();

    /// <summary>The promises of which one must be found broken; none for <see cref="None"/>.</summary>
    public virtual IReadOnlyList<Promise> Breaks => [];

    /// <summary>Whether the store refuses an append that is not the next, or has lost its claim.</summary>
    public virtual bool ComparesRevisions => true;

    /// <summary>Whether a lost disk begins another lineage.</summary>
    public virtual bool DrawsEpochs => true;

    /// <summary>Whether a held instance that renews is let out.</summary>
    public virtual bool Recovers => true;

    /// <summary>Whether an append is answered only when it is stored.</summary>
    public virtual bool WaitsForStore => true;

    /// <summary>Whether the disk still has the last append after a crash.</summary>
    public virtual bool SurvivesCrash => true;

    /// <summary>The time that leases run by.</summary>
    public virtual LeaseClock NewLeaseClock() => new();

    /// <summary>A command on its way to its owner.</summary>
    public virtual ServiceCommand OnCommand(ServiceCommand command) => command;

    /// <summary>A change that the rules have decided and the owner is about to store and apply.</summary>
    public virtual ServiceChange OnDecided(ServiceChange change) => change;

    /// <summary>A service read from the disk.</summary>
    public virtual ServiceImage OnLoaded(ServiceImage image) => image;

    /// <summary>A renewal at a registry that knows the instance; <c>null</c> to go on as usual.</summary>
    public virtual RenewalOutcome? OnRenewal(InstanceEntry entry) => null;

    /// <summary>A lease that is to start anew; <c>null</c> to leave it as it is.</summary>
    public virtual TimeSpan? OnArm(InstanceEntry entry, TimeSpan time) => time;

    /// <summary>The deadline of a lease that is taken over.</summary>
    public virtual long OnTakeover(long now, long deadline) => deadline;

    /// <summary>An instance has left; who else is there.</summary>
    public virtual void OnRemoved(InstanceEntry entry, IReadOnlyList<InstanceEntry> others)
    {
    }

    /// <summary>A reader has connected; what it is sent first, if anything, although the stream would not.</summary>
    public virtual WatchEvent? OnConnected(ServicePosition? held, ServiceSnapshot present) => null;

    /// <summary>How often an event of a watch is sent.</summary>
    public virtual int Copies(World world, WatchEvent next) => 1;

    /// <summary>Lets <see cref="OnDecided"/> loose on the owner's own list, which it stores and applies.</summary>
    public void Break(ServiceAppend append)
    {
        for (var i = 0; i < append.Changes.Count; i++)
        {
            var broken = OnDecided(append.Changes[i]);
            if (!ReferenceEquals(broken, append.Changes[i]))
            {
                ((IList<ServiceChange>)append.Changes)[i] = broken;
            }
        }
    }
}
