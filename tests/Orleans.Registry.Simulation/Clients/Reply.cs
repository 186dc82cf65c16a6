using Orleans.Registry.Engine;

namespace Orleans.Registry.Simulation.Clients;

/// <summary>An answer on its way.</summary>
/// <param name="Renewal">To a renewal.</param>
/// <param name="Outcome">To a command; <c>null</c> when the registry knows no such service.</param>
internal sealed record Reply(RenewalOutcome Renewal, CommandOutcome? Outcome)
{
    /// <summary>Whether the command may be sent again with hope.</summary>
    public bool IsTrouble => Outcome?.Error?.Code is RegistryErrorCode.StoreUnavailable or RegistryErrorCode.NotReady or RegistryErrorCode.Fenced;

    /// <summary>Why the command was refused; <see cref="RegistryErrorCode.None"/> when it was not.</summary>
    public RegistryErrorCode Refusal => Outcome is null ? RegistryErrorCode.InstanceNotFound : Outcome.Error?.Code ?? RegistryErrorCode.None;
}
