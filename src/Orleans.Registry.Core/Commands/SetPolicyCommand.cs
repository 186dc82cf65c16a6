namespace Orleans.Registry.Core;

/// <summary>Set a policy, or an earlier one again.</summary>
/// <param name="Policy">The policy, valid; <c>null</c> to take that of <paramref name="RollbackTo"/>.</param>
/// <param name="RollbackTo">The version to set again; 0 for the built-in default. Only without <paramref name="Policy"/>.</param>
/// <param name="Change">Who, why and on top of what.</param>
public sealed record SetPolicyCommand(ServicePolicy? Policy, long RollbackTo, DocumentChange Change) : ServiceCommand
{
    internal override bool CanHaveCaused(ServiceChange change)
        => change.Policy is { } set && set.By == Change.By && (Policy is null || set.Policy == Policy);
}
