namespace Orleans.Registry.Persistence.Etcd;

/// <summary>Services whose keys stand next to each other and are read as one range.</summary>
internal sealed class ServiceGroup
{
    public List<ServiceCursor> Services { get; } = [];

    /// <summary>How many keys there are, about.</summary>
    public long Keys { get; private set; }

    public void Add(ServiceCursor service)
    {
        const int Documents = 4;
        var meta = service.Meta!;
        Services.Add(service);
        Keys += meta.Instances + Math.Max(0, meta.Revision.Value - meta.Oldest.Value + 1) + Documents;
    }
}
