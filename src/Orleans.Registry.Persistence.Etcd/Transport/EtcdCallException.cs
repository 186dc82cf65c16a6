namespace Orleans.Registry.Persistence.Etcd;

/// <summary>One call to one endpoint failed.</summary>
internal sealed class EtcdCallException : Exception
{
    public EtcdCallException(EtcdFault fault, string message, Exception? innerException = null)
        : base(message, innerException)
        => Fault = fault;

    public EtcdFault Fault { get; }
}
