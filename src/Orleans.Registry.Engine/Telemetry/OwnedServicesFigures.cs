namespace Orleans.Registry.Engine;

/// <summary>The services that one process owns, in numbers.</summary>
public sealed class OwnedServicesFigures
{
    private readonly int[] _byStatus = new int[Enum.GetValues<InstanceStatus>().Length];

    /// <summary>Counts services that their owners have published.</summary>
    public OwnedServicesFigures(IEnumerable<PublishedService> services)
    {
        ArgumentNullException.ThrowIfNull(services);
        foreach (var published in services)
        {
            // A service that is only watched is not known yet.
            Services += published.Snapshot.Revision == Revision.None ? 0 : 1;
            Protected += published.Snapshot.Protection is null ? 0 : 1;
            for (var i = 0; i < _byStatus.Length; i++)
            {
                _byStatus[i] += published.ByStatus[i];
            }
        }
    }

    /// <summary>Services that have had a change.</summary>
    public int Services { get; }

    /// <summary>Services whose removals are held back.</summary>
    public int Protected { get; }

    /// <summary>Instances in a status.</summary>
    public int Instances(InstanceStatus status) => _byStatus[(int)status];
}
