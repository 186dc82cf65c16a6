using Orleans.Registry.Engine;
using Orleans.Registry.Routing;

namespace Orleans.Registry.Cluster;

/// <content>Mutations.</content>
public sealed partial class GrainServiceRegistry
{
    /// <inheritdoc/>
    public async ValueTask<RegistryResult<RegistrationReceipt>> RegisterAsync(
        InstanceRegistration registration, OperationId operationId = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(registration);
        using var activity = RegistryActivities.StartRegister(ClusterClientTelemetry.Activities, registration);
        if (RequestRules.ToError(InstanceRegistrationValidator.Validate(registration)) is { } invalid)
        {
            return RegistryActivities.Fail(activity, invalid);
        }

        var receipt = await OfInstance(registration.Id, i => i.RegisterAsync(registration, operationId), cancellationToken).ConfigureAwait(false);
        if (receipt.IsSuccess)
        {
            _copies.See(receipt.Value.Position);
        }

        RegistryActivities.Fail(activity, receipt.Error);
        return receipt;
    }

    /// <inheritdoc/>
    public ValueTask<RegistryResult<IReadOnlyList<RenewalOutcome>>> RenewAsync(
        IReadOnlyList<Renewal> renewals, CancellationToken cancellationToken = default)
    {
        if (RequestRules.Check(renewals) is { } invalid)
        {
            return new(invalid);
        }

        return renewals switch
        {
            [] => new(RegistryResult.Success<IReadOnlyList<RenewalOutcome>>([])),
            [{ Id.IsEmpty: false } only] => RenewOneAsync(only, cancellationToken),
            _ => RenewAllAsync(renewals, cancellationToken),
        };
    }

    private async ValueTask<RegistryResult<IReadOnlyList<RenewalOutcome>>> RenewOneAsync(Renewal renewal, CancellationToken cancellationToken)
    {
        try
        {
            return new[] { await Instance(renewal.Id).RenewAsync(renewal.Incarnation).WaitAsync(cancellationToken).ConfigureAwait(false) };
        }
        catch (Exception exception) when (IsUnreachable(exception))
        {
            return Unreachable(exception);
        }
    }

    private async ValueTask<RegistryResult<IReadOnlyList<RenewalOutcome>>> RenewAllAsync(IReadOnlyList<Renewal> renewals, CancellationToken cancellationToken)
    {
        var (batch, named) = ToBatch(renewals);
        var answer = await CallAsync(() => RenewAsync(batch), cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccess)
        {
            return answer.Error;
        }

        var outcomes = new RenewalOutcome[renewals.Count];
        Array.Fill(outcomes, RenewalOutcome.Unknown);
        for (var i = 0; i < answer.Value.Length; i++)
        {
            outcomes[named is null ? i : named[i]] = (RenewalOutcome)answer.Value[i];
        }

        return outcomes;
    }

    // The empty id is nobody's, and no grain's either: where there is one, the batch leaves it out and says which ones it holds.
    private static (RenewalBatch Batch, List<int>? Named) ToBatch(IReadOnlyList<Renewal> renewals)
    {
        var ids = new string[renewals.Count];
        var incarnations = new ulong[renewals.Count];
        for (var i = 0; i < ids.Length; i++)
        {
            var (id, incarnation) = renewals[i];
            if (id.IsEmpty)
            {
                var named = Enumerable.Range(0, renewals.Count).Where(i => !renewals[i].Id.IsEmpty).ToList();
                return (new RenewalBatch([.. named.Select(i => renewals[i].Id.Value)], [.. named.Select(i => renewals[i].Incarnation)]), named);
            }

            (ids[i], incarnations[i]) = (id.Value, incarnation);
        }

        return (new RenewalBatch(ids, incarnations), null);
    }

    /// <inheritdoc/>
    public ValueTask<RegistryResult<MutationReceipt>> DeregisterAsync(
        InstanceId id, RemovalReason reason = RemovalReason.Deregistered, OperationId operationId = default, CancellationToken cancellationToken = default)
        => reason is RemovalReason.Deregistered or RemovalReason.Evicted
            ? MutateAsync(id, i => i.DeregisterAsync(reason, operationId), cancellationToken)
            : new(RegistryError.Invalid("reason", "must be deregistered or evicted"));

    /// <inheritdoc/>
    public ValueTask<RegistryResult<MutationReceipt>> ReportHealthAsync(
        InstanceId id, HealthReport report, OperationId operationId = default, CancellationToken cancellationToken = default)
        => RequestRules.Check(report) is { } invalid ? new(invalid) : MutateAsync(id, i => i.ReportHealthAsync(report, operationId), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RegistryResult<MutationReceipt>> UpdateAsync(
        InstanceId id, InstanceUpdate update, OperationId operationId = default, CancellationToken cancellationToken = default)
        => RequestRules.Check(update) is { } invalid ? new(invalid) : MutateAsync(id, i => i.UpdateAsync(update, operationId), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RegistryResult<MutationReceipt>> SetOverrideAsync(
        InstanceId id, OverrideRequest request, OperationId operationId = default, CancellationToken cancellationToken = default)
        => RequestRules.Check(request) is { } invalid ? new(invalid) : MutateAsync(id, i => i.SetOverrideAsync(request, operationId), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RegistryResult<MutationReceipt>> ClearOverrideAsync(
        InstanceId id, OperationId operationId = default, CancellationToken cancellationToken = default)
        => MutateAsync(id, i => i.ClearOverrideAsync(operationId), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RegistryResult<MutationReceipt>> ResumeAsync(
        InstanceId id, OperationId operationId = default, CancellationToken cancellationToken = default)
        => MutateAsync(id, i => i.ResumeAsync(operationId), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<RegistryResult<DrainProgress>> DrainAsync(
        InstanceId id, TimeSpan wait, OperationId operationId = default, CancellationToken cancellationToken = default)
    {
        if (RequestRules.CheckDrainWait(wait) is { } invalid)
        {
            return invalid;
        }

        var drained = await MutateAsync(id, i => i.DrainAsync(operationId), cancellationToken).ConfigureAwait(false);
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

    private async ValueTask<RegistryResult<MutationReceipt>> MutateAsync(
        InstanceId id, Func<IInstanceGrain, Task<RegistryResult<MutationReceipt>>> call, CancellationToken cancellationToken)
    {
        var receipt = await OfInstance(id, call, cancellationToken).ConfigureAwait(false);
        if (receipt.IsSuccess)
        {
            _copies.See(receipt.Value.Position);
        }

        return receipt;
    }

    private async ValueTask<RegistryResult<T>> Named<T>(
        ServiceName service, IReadOnlyList<FieldError> errors, Func<IServiceGrain, Task<RegistryResult<T>>> call, CancellationToken cancellationToken)
    {
        if (RequestRules.ToError(errors) is { } invalid)
        {
            return invalid;
        }

        if (service.IsEmpty)
        {
            return RegistryError.Invalid("service", "must be a service name");
        }

        var document = await OfService(service, call, cancellationToken).ConfigureAwait(false);

        // Also when it was refused: a call without an answer may have been carried out.
        _copies.Doubt(service);
        return document;
    }
}
