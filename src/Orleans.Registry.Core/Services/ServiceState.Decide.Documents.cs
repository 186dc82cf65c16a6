namespace Orleans.Registry.Core;

/// <content>Policy and configuration.</content>
public sealed partial class ServiceState
{
    private Decision DecideSetPolicy(SetPolicyCommand command, in DecisionContext context)
    {
        var current = Policy;
        if (command.Change.ExpectedVersion is { } expected && expected != current.Version)
        {
            return Conflict("policy", current.Version, expected);
        }

        var policy = command.Policy ?? (command.RollbackTo == 0
            ? ServicePolicy.Default
            : Array.Find(_policies, p => p.Version == command.RollbackTo)?.Policy);
        if (policy is null)
        {
            return NoVersion("policy", command.RollbackTo);
        }

        if (policy == current.Policy)
        {
            return Decision.Unchanged;
        }

        var version = new VersionedPolicy(current.Version + 1, policy, context.Now, command.Change.By, Comment(command.Change, command.Policy is null, command.RollbackTo));
        return Decision.Change(Document(command, context, ChangeKind.PolicyChanged, version.Comment, version, null));
    }

    private Decision DecideSetConfiguration(SetConfigurationCommand command, in DecisionContext context)
    {
        var current = _configurations.Length == 0 ? null : _configurations[^1];
        if (command.Change.ExpectedVersion is { } expected && expected != (current?.Version ?? 0))
        {
            return Conflict("configuration", current?.Version ?? 0, expected);
        }

        var entries = command.Entries ?? Array.Find(_configurations, c => c.Version == command.RollbackTo)?.Entries;
        if (entries is null)
        {
            return NoVersion("configuration", command.RollbackTo);
        }

        if (current is not null && current.Entries.Equals(entries))
        {
            return Decision.Unchanged;
        }

        var comment = Comment(command.Change, command.Entries is null, command.RollbackTo);
        var version = new VersionedConfiguration((current?.Version ?? 0) + 1, entries, context.Now, command.Change.By, comment);
        return Decision.Change(Document(command, context, ChangeKind.ConfigChanged, comment, null, version));
    }

    private static ServiceChange Document(
        ServiceCommand command, in DecisionContext context, ChangeKind kind, string cause, VersionedPolicy? policy, VersionedConfiguration? configuration) => new()
    {
        Kind = kind,
        Revision = context.NextRevision,
        At = context.Now,
        Cause = cause,
        Policy = policy,
        Configuration = configuration,
        OperationId = command.OperationId,
    };

    private static string Comment(DocumentChange change, bool isRollback, long version)
        => change.Comment.Length > 0 || !isRollback ? change.Comment : $"back to version {version}";

    private Decision Conflict(string document, long current, long expected)
        => Decision.Refuse(RegistryErrorCode.VersionConflict, $"The {document} of '{Name}' is at version {current}, not {expected}.");

    private Decision NoVersion(string document, long version)
        => Decision.Refuse(RegistryErrorCode.VersionNotFound, $"Version {version} of the {document} of '{Name}' is not kept.");
}
