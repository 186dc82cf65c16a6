namespace Orleans.Registry.Engine;

/// <summary>
/// What a process knows of the registry in it, for its metrics. All members are called from any thread, whenever somebody
/// collects, and must be quick: a step per service that the process owns is the most.
/// </summary>
public interface IRegistryFigures
{
    /// <summary>Registrations acknowledged here, those included that changed nothing.</summary>
    long Registrations { get; }

    /// <summary>Leases renewed here.</summary>
    long Renewals { get; }

    /// <summary>Reads answered here.</summary>
    long Discoveries { get; }

    /// <summary>Whether it answers and acknowledges; <c>null</c> when that is not known.</summary>
    bool? IsReady { get; }

    /// <summary>How long ago it started; <c>null</c> before it has.</summary>
    TimeSpan? Uptime { get; }

    /// <summary>Changes of one kind stored here.</summary>
    long Changes(ChangeKind kind);

    /// <summary>The services that this process owns; <c>null</c> while it does not know all of them.</summary>
    OwnedServicesFigures? MeasureServices();
}
