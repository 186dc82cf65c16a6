namespace Orleans.Registry.Persistence.Etcd;

/// <summary>A piece of a service's log, and its head record at the same moment.</summary>
/// <param name="Cursor">The head record.</param>
/// <param name="Changes">Changes in order, without a gap.</param>
internal sealed record LogSlice(ServiceCursor Cursor, IReadOnlyList<ServiceChange> Changes);
