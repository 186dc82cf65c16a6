namespace Orleans.Registry.Persistence.Etcd;

/// <summary>What the sender of one call learns about its attempts. Belongs to one call.</summary>
internal sealed class EtcdRepeat
{
    /// <summary>Whether an attempt before the answered one had no answer, and so may have been carried out.</summary>
    public bool IsPossible { get; set; }
}
