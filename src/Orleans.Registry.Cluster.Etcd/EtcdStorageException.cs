namespace Orleans.Registry.Cluster.Etcd;

/// <summary>etcd did not answer, or not as it should. Of a write it is not known whether it was made.</summary>
[GenerateSerializer, Alias("Orleans.Registry.EtcdStorageException")]
public sealed class EtcdStorageException : OrleansException
{
    /// <summary>Creates the exception.</summary>
    public EtcdStorageException(string message, Exception? innerException = null)
        : base(message, innerException!)
    {
    }
}
