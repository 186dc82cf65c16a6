namespace Orleans.Registry.Engine;

/// <summary>What became of a command.</summary>
/// <param name="Error">Why it was refused; <c>null</c> when it was not.</param>
/// <param name="Position">The epoch and revision that hold its effect.</param>
/// <param name="Change">The change it made, or made before under the same operation id; <c>null</c> for none.</param>
/// <param name="Instance">The instance's record after it; <c>null</c> when there is none.</param>
/// <param name="IsReplay">Whether the change was made before under the same operation id.</param>
public sealed record CommandOutcome(
    RegistryError? Error,
    ServicePosition Position,
    ServiceChange? Change = null,
    ServiceInstance? Instance = null,
    bool IsReplay = false)
{
    /// <summary>The outcome as the contract's receipt.</summary>
    public RegistryResult<MutationReceipt> ToReceipt()
        => Error is not null ? Error : new MutationReceipt(Position, Change is not null && !IsReplay, Instance);
}
