namespace Orleans.Registry.Core;

/// <summary>Set a configuration, or an earlier one again.</summary>
/// <param name="Entries">The settings, valid; <c>null</c> to take those of <paramref name="RollbackTo"/>.</param>
/// <param name="RollbackTo">The version to set again. Only without <paramref name="Entries"/>.</param>
/// <param name="Change">Who, why and on top of what.</param>
public sealed record SetConfigurationCommand(StringMap? Entries, long RollbackTo, DocumentChange Change) : ServiceCommand
{
    internal override bool CanHaveCaused(ServiceChange change)
        => change.Configuration is { } set && set.By == Change.By && (Entries is null || set.Entries.Equals(Entries));
}
