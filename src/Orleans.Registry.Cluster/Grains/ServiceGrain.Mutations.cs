using Orleans.Registry.Core;
using Orleans.Registry.Engine;
using Orleans.Registry.Routing;

namespace Orleans.Registry.Cluster;

/// <content>Mutations.</content>
internal sealed partial class ServiceGrain
{
    public async Task<InstanceReply> RegisterAsync(InstanceRegistration registration, OperationId operationId)
    {
        var found = await ListedAsync();
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var reply = await ExecuteAsync(found.Value, new RegisterCommand(registration) { OperationId = operationId });
        if (reply.Error is null)
        {
            counters.CountRegistration();
        }

        return reply;
    }

    public Task<InstanceReply> DeregisterAsync(InstanceId id, RemovalReason reason, OperationId operationId)
        => ExecuteAsync(new DeregisterCommand(id, reason) { OperationId = operationId });

    public Task<InstanceReply> SignalAsync(InstanceId id, HealthReport report, OperationId operationId)
        => ExecuteAsync(new SignalCommand(id, report) { OperationId = operationId });

    public Task<InstanceReply> CheckAsync(InstanceId id, ulong incarnation, HealthReport report)
        => ExecuteAsync(new CheckCommand(id, incarnation, report));

    public Task<InstanceReply> UpdateAsync(InstanceId id, InstanceUpdate update, OperationId operationId)
        => ExecuteAsync(new UpdateCommand(id, update) { OperationId = operationId });

    public Task<InstanceReply> SetOverrideAsync(InstanceId id, OverrideRequest request, OperationId operationId)
        => ExecuteAsync(new SetOverrideCommand(id, request) { OperationId = operationId });

    public Task<InstanceReply> ClearOverrideAsync(InstanceId id, OperationId operationId)
        => ExecuteAsync(new ClearOverrideCommand(id) { OperationId = operationId });

    public Task<InstanceReply> RecoverAsync(InstanceId id) => ExecuteAsync(new RecoverCommand(id));

    public async Task<InstanceReply> FindAsync(InstanceId id)
    {
        var found = await OwnerAsync();
        return found.IsSuccess ? await DescribeAsync(found.Value, id) : found.Error;
    }

    public async Task<InstanceReply> ExpireAsync(InstanceId id, Revision created)
    {
        var found = await OwnerAsync();
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var error = await (_expiries ??= new ExpiryQueue(found.Value, _entries)).ExpireAsync(id, created);
        return error is not null ? error : await DescribeAsync(found.Value, id);
    }

    public Task<RegistryResult<VersionedPolicy>> SetPolicyAsync(ServicePolicy policy, DocumentChange change)
        => RequestRules.ToError([.. PolicyValidator.Validate(policy), .. DocumentChangeValidator.Validate(change)]) is { } invalid
            ? Task.FromResult<RegistryResult<VersionedPolicy>>(invalid)
            : SetPolicyAsync(new SetPolicyCommand(policy, 0, change) { OperationId = change.OperationId });

    public Task<RegistryResult<VersionedPolicy>> RollbackPolicyAsync(long version, DocumentChange change)
        => RequestRules.ToError(DocumentChangeValidator.Validate(change)) is { } invalid
            ? Task.FromResult<RegistryResult<VersionedPolicy>>(invalid)
            : SetPolicyAsync(new SetPolicyCommand(null, version, change) { OperationId = change.OperationId });

    public Task<RegistryResult<VersionedConfiguration>> SetConfigurationAsync(StringMap entries, DocumentChange change)
        => RequestRules.ToError([.. ConfigurationValidator.Validate(entries), .. DocumentChangeValidator.Validate(change)]) is { } invalid
            ? Task.FromResult<RegistryResult<VersionedConfiguration>>(invalid)
            : SetConfigurationAsync(new SetConfigurationCommand(entries, 0, change) { OperationId = change.OperationId });

    public Task<RegistryResult<VersionedConfiguration>> RollbackConfigurationAsync(long version, DocumentChange change)
        => RequestRules.ToError(DocumentChangeValidator.Validate(change)) is { } invalid
            ? Task.FromResult<RegistryResult<VersionedConfiguration>>(invalid)
            : SetConfigurationAsync(new SetConfigurationCommand(null, version, change) { OperationId = change.OperationId });

    private async Task<RegistryResult<VersionedPolicy>> SetPolicyAsync(SetPolicyCommand command)
    {
        var found = await ListedAsync();
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var outcome = await found.Value.ExecuteAsync(command);
        return outcome.Error is not null ? outcome.Error : outcome.Change?.Policy ?? found.Value.Published.Snapshot.Policy;
    }

    private async Task<RegistryResult<VersionedConfiguration>> SetConfigurationAsync(SetConfigurationCommand command)
    {
        var found = await ListedAsync();
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var outcome = await found.Value.ExecuteAsync(command);
        return outcome.Error is not null ? outcome.Error : outcome.Change?.Configuration ?? found.Value.Published.Configurations[^1];
    }

    private async Task<InstanceReply> ExecuteAsync(ServiceCommand command)
    {
        var found = await OwnerAsync();
        return found.IsSuccess ? await ExecuteAsync(found.Value, command) : found.Error;
    }

    private static async Task<InstanceReply> ExecuteAsync(ServiceOwner owner, ServiceCommand command)
    {
        var outcome = await owner.ExecuteAsync(command);
        return outcome.Error is { } error
            ? error
            : new InstanceReply
            {
                Position = outcome.Position,
                Changed = outcome.Change is not null && !outcome.IsReplay,
                IsNew = outcome.Change is { Before: null },
                Instance = outcome.Instance,
                Hold = HoldOf(owner, outcome.Instance),
            };
    }

    private async Task<InstanceReply> DescribeAsync(ServiceOwner owner, InstanceId id)
    {
        var instance = _entries.TryGetValue(id, out var entry) ? entry.Instance : null;
        return new InstanceReply
        {
            Position = owner.Published.Snapshot.Position,
            Instance = instance,
            Hold = HoldOf(owner, instance),
            Remembered = instance is null ? await RememberAsync(owner, id) : null,
        };
    }

    private static TimeSpan HoldOf(ServiceOwner owner, ServiceInstance? instance)
        => instance?.LapsedAt is null ? TimeSpan.Zero : owner.Published.Snapshot.Policy.Policy.Protection.MaxHold;

    // An id that is gone may still be asked for: by a repeated goodbye, or to clear an override.
    private static async Task<DateTimeOffset?> RememberAsync(ServiceOwner owner, InstanceId id)
    {
        var log = owner.Published.Log;
        for (var i = log.Count - 1; i >= 0; i--)
        {
            if (log[i].InstanceId == id)
            {
                return log[i].Override is not null || !log[i].OperationId.IsNone ? log[i].At : null;
            }
        }

        var image = await owner.CaptureAsync();
        return image.Overrides.TryGetValue(id, out var value) ? value.Since : null;
    }
}
