using Mvccpb;

namespace Orleans.Registry.Persistence.Etcd;

/// <summary>What is known of a service's head record: enough to replace it if nobody else did meanwhile. Immutable.</summary>
/// <param name="Keys">The service's keys.</param>
/// <param name="Meta">The record; <c>null</c> when there is none.</param>
/// <param name="ModRevision">The revision of etcd that wrote it; 0 when there is none.</param>
internal sealed record ServiceCursor(ServiceKeys Keys, ServiceMeta? Meta, long ModRevision)
{
    /// <summary>Out of what etcd returned for the head record's key.</summary>
    public static ServiceCursor Of(ServiceKeys keys, KeyValue? kv)
        => kv is null ? new ServiceCursor(keys, null, 0) : new ServiceCursor(keys, ServiceMeta.Decode(kv.Value), kv.ModRevision);

    public Revision Revision => Meta?.Revision ?? Revision.None;

    /// <summary>Whether an append expects what is stored here.</summary>
    public bool IsAt(ServiceAppend append)
        => Revision == append.ExpectedRevision && (Revision == Revision.None || Meta!.Epoch == append.Epoch);
}
