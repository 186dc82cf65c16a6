namespace Orleans.Registry.Core;

/// <summary>A wish to change one service: the input of <see cref="ServiceState.Decide"/>. Immutable.</summary>
public abstract record ServiceCommand
{
    /// <summary>Names the mutation for safe retries.</summary>
    public OperationId OperationId { get; init; }

    /// <summary>
    /// The one instance it is about; <c>default</c> when it is about several or about the service. Commands about different
    /// instances can be decided on the same state and stored together.
    /// </summary>
    public virtual InstanceId Subject => default;

    /// <summary>
    /// Whether a change with this command's operation id can have come from this command: the effect of the command is in it.
    /// </summary>
    internal abstract bool CanHaveCaused(ServiceChange change);
}
