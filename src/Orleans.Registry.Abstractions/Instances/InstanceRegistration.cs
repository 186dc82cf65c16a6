namespace Orleans.Registry;

/// <summary>What a program sends to register one instance. See <see cref="InstanceRegistrationValidator"/> for its rules.</summary>
public sealed record InstanceRegistration
{
    /// <summary>The service it belongs to.</summary>
    public required ServiceName Service { get; init; }

    /// <summary>Its id.</summary>
    public required InstanceId Id { get; init; }

    /// <summary>What it says of itself. A TTL of zero takes the service's default.</summary>
    public required InstanceDetails Details { get; init; }

    /// <summary>
    /// <see cref="InstanceStatus.Starting"/> when a check or <see cref="InstanceSignal.Ready"/> is to follow before it may be
    /// called, else <see cref="InstanceStatus.Healthy"/>. Only used when the instance is new: a known one keeps its status.
    /// </summary>
    public InstanceStatus InitialStatus { get; init; } = InstanceStatus.Healthy;

    /// <summary>
    /// A random number that a process draws once at its start, so that two processes under one id are told apart: a renewal
    /// with the old number is answered <see cref="RenewalOutcome.Superseded"/>. 0 when the process does not care.
    /// </summary>
    public ulong Incarnation { get; init; }
}
