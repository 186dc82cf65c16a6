namespace Orleans.Registry.Persistence.Etcd;

/// <summary>The revision that was to be read is compacted away: read again at a newer one.</summary>
internal sealed class EtcdCompactedException : Exception
{
    public EtcdCompactedException(string message)
        : base(message)
    {
    }
}
