namespace Orleans.Registry.Embedded.Journal;

/// <summary>The services that files hold, and the snapshot that some of them are still to be read from.</summary>
internal sealed class ReplayedServices(Dictionary<ServiceName, StoredService> services, IJournalFile? snapshot) : IDisposable
{
    /// <summary>The services; valid until disposed.</summary>
    public Dictionary<ServiceName, StoredService> Services => services;

    public void Dispose() => snapshot?.Dispose();
}
