using Orleans.Registry.Engine;
using Orleans.Registry.Routing;

namespace Orleans.Registry.Cluster;

/// <content>Mutations.</content>
public sealed partial class GrainServiceRegistry
{
    /// <inheritdoc/>
    public ValueTask<RegistryResult<RegistrationReceipt>> RegisterAsync(
        InstanceRegistration registration, OperationId operationId = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(registration);
        return RequestRules.ToError(InstanceRegistrationValidator.Validate(registration)) is { } invalid
            ? new(invalid)
            : OfInstance(registration.Id, i => i.RegisterAsync(registration, operationId), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<RegistryResult<IReadOnlyList<RenewalOutcome>>> RenewAsync(
        IReadOnlyList<Renewal> renewals, CancellationToken cancellationToken = default)
    {
        if (RequestRules.Check(renewals) is { } invalid)
        {
            return invalid;
        }

        if (renewals.Count == 0)
        {
            return RegistryResult.Success<IReadOnlyList<RenewalOutcome>>([]);
        }

        // The empty id is nobody's, and no grain's either.
        var named = Enumerable.Range(0, renewals.Count).Where(i => !renewals[i].Id.IsEmpty).ToArray();
        var batch = new RenewalBatch([.. named.Select(i => renewals[i].Id.Value)], [.. named.Select(i => renewals[i].Incarnation)]);
        var answer = await CallAsync<byte[]>(async () => await Router.RenewAsync(batch), cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccess)
        {
            return answer.Error;
        }

        var outcomes = new RenewalOutcome[renewals.Count];
        Array.Fill(outcomes, RenewalOutcome.Unknown);
        for (var i = 0; i < named.Length; i++)
        {
            outcomes[named[i]] = (RenewalOutcome)answer.Value[i];
        }

        return outcomes;
    }

    /// <inheritdoc/>
    public ValueTask<RegistryResult<MutationReceipt>> DeregisterAsync(
        InstanceId id, RemovalReason reason = RemovalReason.Deregistered, OperationId operationId = default, CancellationToken cancellationToken = default)
        => reason is RemovalReason.Deregistered or RemovalReason.Evicted
            ? OfInstance(id, i => i.DeregisterAsync(reason, operationId), cancellationToken)
            : new(RegistryError.Invalid("reason", "must be deregistered or evicted"));

    /// <inheritdoc/>
    public ValueTask<RegistryResult<MutationReceipt>> ReportHealthAsync(
        InstanceId id, HealthReport report, OperationId operationId = default, CancellationToken cancellationToken = default)
        => RequestRules.Check(report) is { } invalid ? new(invalid) : OfInstance(id, i => i.ReportHealthAsync(report, operationId), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RegistryResult<MutationReceipt>> UpdateAsync(
        InstanceId id, InstanceUpdate update, OperationId operationId = default, CancellationToken cancellationToken = default)
        => RequestRules.Check(update) is { } invalid ? new(invalid) : OfInstance(id, i => i.UpdateAsync(update, operationId), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RegistryResult<MutationReceipt>> SetOverrideAsync(
        InstanceId id, OverrideRequest request, OperationId operationId = default, CancellationToken cancellationToken = default)
        => RequestRules.Check(request) is { } invalid ? new(invalid) : OfInstance(id, i => i.SetOverrideAsync(request, operationId), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RegistryResult<MutationReceipt>> ClearOverrideAsync(
        InstanceId id, OperationId operationId = default, CancellationToken cancellationToken = default)
        => OfInstance(id, i => i.ClearOverrideAsync(operationId), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RegistryResult<MutationReceipt>> ResumeAsync(
        InstanceId id, OperationId operationId = default, CancellationToken cancellationToken = default)
        => OfInstance(id, i => i.ResumeAsync(operationId), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<RegistryResult<DrainProgress>> DrainAsync(
        InstanceId id, TimeSpan wait, OperationId operationId = default, CancellationToken cancellationToken = default)
    {
        if (RequestRules.CheckDrainWait(wait) is { } invalid)
        {
            return invalid;
        }

        var drained = await OfInstance(id, i => i.DrainAsync(operationId), cancellationToken).ConfigureAwait(false);
        return drained.IsSuccess ? await GetDrainAsync(id, wait, cancellationToken).ConfigureAwait(false) : drained.Error;
    }

    /// <inheritdoc/>
    public async ValueTask<RegistryResult<DrainProgress>> GetDrainAsync(InstanceId id, TimeSpan wait, CancellationToken cancellationToken = default)
    {
        if (RequestRules.CheckDrainWait(wait) is { } invalid)
        {
            return invalid;
        }

        // One call waits for a while only.
        var began = _time.GetTimestamp();
        while (true)
        {
            var left = wait - _time.GetElapsedTime(began);
            var drain = await OfInstance(id, i => i.GetDrainAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero), cancellationToken).ConfigureAwait(false);
            if (!drain.IsSuccess || drain.Value.IsComplete || _time.GetElapsedTime(began) >= wait)
            {
                return drain;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<RegistryResult<VersionedPolicy>> SetPolicyAsync(
        ServiceName service, ServicePolicy policy, DocumentChange change, CancellationToken cancellationToken = default)
        => Named(service, [.. PolicyValidator.Validate(policy), .. DocumentChangeValidator.Validate(change)], s => s.SetPolicyAsync(policy, change), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RegistryResult<VersionedPolicy>> RollbackPolicyAsync(
        ServiceName service, long version, DocumentChange change, CancellationToken cancellationToken = default)
        => Named(service, DocumentChangeValidator.Validate(change), s => s.RollbackPolicyAsync(version, change), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RegistryResult<VersionedConfiguration>> SetConfigurationAsync(
        ServiceName service, StringMap entries, DocumentChange change, CancellationToken cancellationToken = default)
        => Named(
            service,
            [.. ConfigurationValidator.Validate(entries), .. DocumentChangeValidator.Validate(change)],
            s => s.SetConfigurationAsync(entries, change),
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RegistryResult<VersionedConfiguration>> RollbackConfigurationAsync(
        ServiceName service, long version, DocumentChange change, CancellationToken cancellationToken = default)
        => Named(service, DocumentChangeValidator.Validate(change), s => s.RollbackConfigurationAsync(version, change), cancellationToken);

    private ValueTask<RegistryResult<T>> Named<T>(
        ServiceName service, IReadOnlyList<FieldError> errors, Func<IServiceGrain, Task<RegistryResult<T>>> call, CancellationToken cancellationToken)
    {
        if (RequestRules.ToError(errors) is { } invalid)
        {
            return new(invalid);
        }

        return service.IsEmpty ? new(RegistryError.Invalid("service", "must be a service name")) : OfService(service, call, cancellationToken);
    }
}
