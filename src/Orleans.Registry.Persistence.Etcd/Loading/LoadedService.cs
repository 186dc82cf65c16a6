namespace Orleans.Registry.Persistence.Etcd;

/// <summary>A service as it was read.</summary>
/// <param name="Cursor">Its head record.</param>
/// <param name="Image">The service; <c>null</c> when its first append was broken off.</param>
internal sealed record LoadedService(ServiceCursor Cursor, ServiceImage? Image);
