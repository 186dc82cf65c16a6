namespace Orleans.Registry.Core;

/// <summary>Register an instance, or update it. The registration must be valid.</summary>
/// <param name="Registration">What the program sent.</param>
public sealed record RegisterCommand(InstanceRegistration Registration) : ServiceCommand
{
    /// <inheritdoc/>
    public override InstanceId Subject => Registration.Id;

    internal override bool CanHaveCaused(ServiceChange change)
        => change.InstanceId == Registration.Id
            && change.After is { } after
            && after.Incarnation == Registration.Incarnation
            && after.Details == (Registration.Details.Ttl == TimeSpan.Zero ? Registration.Details with { Ttl = after.Details.Ttl } : Registration.Details);
}
