using Orleans.Registry.Core;
using Orleans.Registry.Engine;
using Orleans.Registry.Routing;

namespace Orleans.Registry.Embedded;

/// <content>Mutations.</content>
public sealed partial class EmbeddedServiceRegistry
{
    /// <inheritdoc/>
    public async ValueTask<RegistryResult<RegistrationReceipt>> RegisterAsync(
        InstanceRegistration registration, OperationId operationId = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(registration);
        using var activity = RegistryActivities.StartRegister(EmbeddedTelemetry.Activities, registration);
        if ((Refusal ?? RequestRules.ToError(CheckRules.Validate(registration, _runner))) is { } refusal)
        {
            return RegistryActivities.Fail(activity, refusal);
        }

        if (!_index.TryReserve(registration.Id, registration.Service, out var service))
        {
            return RegistryActivities.Fail(
                activity, new RegistryError(RegistryErrorCode.InstanceIdInUse, $"Instance id '{registration.Id}' belongs to service '{service}'."));
        }

        var registering = RegisterReservedAsync(registration, operationId);
        var receipt = await registering.WaitAsync(cancellationToken).ConfigureAwait(false);
        RegistryActivities.Fail(activity, receipt.Error);
        return receipt;
    }

    // The reservation lasts as long as the registration is under way, also when its caller has given up.
    private async Task<RegistryResult<RegistrationReceipt>> RegisterReservedAsync(InstanceRegistration registration, OperationId operationId)
    {
        try
        {
            if (GetOrAddOwner(registration.Service) is not { } owner)
            {
                return TooManyServices();
            }

            var outcome = await owner.ExecuteAsync(new RegisterCommand(registration) { OperationId = operationId }).ConfigureAwait(false);
            if (outcome.Error is { } error)
            {
                return error;
            }

            _counters.CountRegistration();
            return new RegistrationReceipt(outcome.Instance!, outcome.Position, outcome.Change is { Before: null });
        }
        finally
        {
            _index.Release(registration.Id);
        }
    }

    /// <inheritdoc/>
    public ValueTask<RegistryResult<IReadOnlyList<RenewalOutcome>>> RenewAsync(
        IReadOnlyList<Renewal> renewals, CancellationToken cancellationToken = default)
    {
        if (Refusal is { } refusal)
        {
            // Whatever the reason: where renewals are not taken, another registry must be asked.
            return new(refusal.Code == RegistryErrorCode.StoreUnavailable ? refusal with { Code = RegistryErrorCode.NotReady } : refusal);
        }

        if (RequestRules.Check(renewals) is { } invalid)
        {
            return new(invalid);
        }

        var outcomes = new RenewalOutcome[renewals.Count];
        var now = _leases.Now;
        var renewed = 0;
        for (var i = 0; i < outcomes.Length; i++)
        {
            var renewal = renewals[i];
            outcomes[i] = RenewOne(renewal.Id, now, renewal.Incarnation);
            renewed += outcomes[i] == RenewalOutcome.Renewed ? 1 : 0;
        }

        _counters.CountRenewals(renewed);
        return new(RegistryResult.Success<IReadOnlyList<RenewalOutcome>>(outcomes));
    }

    /// <summary>
    /// Renews one lease. The same as <see cref="RenewAsync"/> with one wish, for callers in this process: synchronous, without
    /// a lock, without an allocation.
    /// </summary>
    public RenewalOutcome Renew(InstanceId id, ulong incarnation = 0)
    {
        if (_notReady is not null || _noWrites is not null)
        {
            return RenewalOutcome.NotReady;
        }

        var outcome = RenewOne(id, _leases.Now, incarnation);
        if (outcome == RenewalOutcome.Renewed)
        {
            _counters.CountRenewals(1);
        }

        return outcome;
    }

    private RenewalOutcome RenewOne(InstanceId id, long now, ulong incarnation)
    {
        if (!_index.TryGet(id, out var entry))
        {
            return RenewalOutcome.Unknown;
        }

        var outcome = entry.Renew(now, incarnation);
        if (outcome == RenewalOutcome.Renewed && entry.Instance.LapsedAt is not null)
        {
            Recover(entry.Instance);
        }

        return outcome;
    }

    private void Recover(ServiceInstance instance)
        => _ = FindOwner(instance.Service)?.ExecuteAsync(new RecoverCommand(instance.Id));

    /// <inheritdoc/>
    public ValueTask<RegistryResult<MutationReceipt>> DeregisterAsync(
        InstanceId id, RemovalReason reason = RemovalReason.Deregistered, OperationId operationId = default, CancellationToken cancellationToken = default)
        => reason is RemovalReason.Deregistered or RemovalReason.Evicted
            ? ExecuteAsync(new DeregisterCommand(id, reason) { OperationId = operationId }, cancellationToken)
            : new(RegistryError.Invalid("reason", "must be deregistered or evicted"));

    /// <inheritdoc/>
    public ValueTask<RegistryResult<MutationReceipt>> ReportHealthAsync(
        InstanceId id, HealthReport report, OperationId operationId = default, CancellationToken cancellationToken = default)
        => RequestRules.Check(report) is { } invalid
            ? new(invalid)
            : ExecuteAsync(new SignalCommand(id, report) { OperationId = operationId }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RegistryResult<MutationReceipt>> UpdateAsync(
        InstanceId id, InstanceUpdate update, OperationId operationId = default, CancellationToken cancellationToken = default)
        => RequestRules.Check(update) is { } invalid
            ? new(invalid)
            : ExecuteAsync(new UpdateCommand(id, update) { OperationId = operationId }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RegistryResult<MutationReceipt>> SetOverrideAsync(
        InstanceId id, OverrideRequest request, OperationId operationId = default, CancellationToken cancellationToken = default)
        => RequestRules.Check(request) is { } invalid
            ? new(invalid)
            : ExecuteAsync(new SetOverrideCommand(id, request) { OperationId = operationId }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RegistryResult<MutationReceipt>> ClearOverrideAsync(
        InstanceId id, OperationId operationId = default, CancellationToken cancellationToken = default)
        => ExecuteAsync(new ClearOverrideCommand(id) { OperationId = operationId }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RegistryResult<MutationReceipt>> ResumeAsync(
        InstanceId id, OperationId operationId = default, CancellationToken cancellationToken = default)
        => ExecuteAsync(new SignalCommand(id, new HealthReport(InstanceSignal.Resume)) { OperationId = operationId }, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<RegistryResult<DrainProgress>> DrainAsync(
        InstanceId id, TimeSpan wait, OperationId operationId = default, CancellationToken cancellationToken = default)
    {
        if (RequestRules.CheckDrainWait(wait) is { } invalid)
        {
            return invalid;
        }

        var command = new SignalCommand(id, new HealthReport(InstanceSignal.Drain)) { OperationId = operationId };
        var outcome = await ExecuteAsync(command, cancellationToken).ConfigureAwait(false);
        return outcome.IsSuccess ? await GetDrainAsync(id, wait, cancellationToken).ConfigureAwait(false) : outcome.Error;
    }

    /// <inheritdoc/>
    public async ValueTask<RegistryResult<DrainProgress>> GetDrainAsync(
        InstanceId id, TimeSpan wait, CancellationToken cancellationToken = default)
    {
        if (NotLeading is { } notReady)
        {
            return notReady;
        }

        if (RequestRules.CheckDrainWait(wait) is { } invalid)
        {
            return invalid;
        }

        if (!_index.TryGet(id, out var entry) || FindOwner(entry.Instance.Service) is not { } owner)
        {
            return InstanceNotFound(id);
        }

        if (ServiceReads.FindDrain(owner.Published, entry.Instance) is not { } position)
        {
            return new RegistryError(RegistryErrorCode.InvalidTransition, $"Instance '{id}' is {entry.Instance.ReportedStatus}, not draining.");
        }

        await owner.Watchers.WaitForDrainAsync(id, position, wait, cancellationToken).ConfigureAwait(false);
        return owner.Watchers.GetDrain(id, position);
    }

    /// <inheritdoc/>
    public ValueTask<RegistryResult<VersionedPolicy>> SetPolicyAsync(
        ServiceName service, ServicePolicy policy, DocumentChange change, CancellationToken cancellationToken = default)
    {
        List<FieldError> errors = [.. PolicyValidator.Validate(policy), .. DocumentChangeValidator.Validate(change)];
        return errors.Count > 0
            ? new(RegistryError.Invalid(errors))
            : SetPolicyAsync(service, new SetPolicyCommand(policy, 0, change) { OperationId = change.OperationId }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<RegistryResult<VersionedPolicy>> RollbackPolicyAsync(
        ServiceName service, long version, DocumentChange change, CancellationToken cancellationToken = default)
        => RequestRules.ToError(DocumentChangeValidator.Validate(change)) is { } invalid
            ? new(invalid)
            : SetPolicyAsync(service, new SetPolicyCommand(null, version, change) { OperationId = change.OperationId }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RegistryResult<VersionedConfiguration>> SetConfigurationAsync(
        ServiceName service, StringMap entries, DocumentChange change, CancellationToken cancellationToken = default)
    {
        List<FieldError> errors = [.. ConfigurationValidator.Validate(entries), .. DocumentChangeValidator.Validate(change)];
        return errors.Count > 0
            ? new(RegistryError.Invalid(errors))
            : SetConfigurationAsync(service, new SetConfigurationCommand(entries, 0, change) { OperationId = change.OperationId }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<RegistryResult<VersionedConfiguration>> RollbackConfigurationAsync(
        ServiceName service, long version, DocumentChange change, CancellationToken cancellationToken = default)
        => RequestRules.ToError(DocumentChangeValidator.Validate(change)) is { } invalid
            ? new(invalid)
            : SetConfigurationAsync(service, new SetConfigurationCommand(null, version, change) { OperationId = change.OperationId }, cancellationToken);

    private async ValueTask<RegistryResult<VersionedPolicy>> SetPolicyAsync(ServiceName service, SetPolicyCommand command, CancellationToken cancellationToken)
    {
        var outcome = await ExecuteAsync(service, command, cancellationToken).ConfigureAwait(false);
        return outcome.IsSuccess ? outcome.Value.Change?.Policy ?? FindOwner(service)!.Published.Snapshot.Policy : outcome.Error;
    }

    private async ValueTask<RegistryResult<VersionedConfiguration>> SetConfigurationAsync(
        ServiceName service, SetConfigurationCommand command, CancellationToken cancellationToken)
    {
        var outcome = await ExecuteAsync(service, command, cancellationToken).ConfigureAwait(false);
        return outcome.IsSuccess ? outcome.Value.Change?.Configuration ?? FindOwner(service)!.Published.Configurations[^1] : outcome.Error;
    }

    private async ValueTask<RegistryResult<MutationReceipt>> ExecuteAsync(ServiceCommand command, CancellationToken cancellationToken)
    {
        if (Refusal is { } refusal)
        {
            return refusal;
        }

        if (!_index.TryFindService(command.Subject, out var service) || FindOwner(service) is not { } owner)
        {
            return InstanceNotFound(command.Subject);
        }

        var outcome = await owner.ExecuteAsync(command).WaitAsync(cancellationToken).ConfigureAwait(false);
        return outcome.ToReceipt();
    }

    private async ValueTask<RegistryResult<CommandOutcome>> ExecuteAsync(
        ServiceName service, ServiceCommand command, CancellationToken cancellationToken)
    {
        if (Refusal is { } refusal)
        {
            return refusal;
        }

        if (service.IsEmpty)
        {
            return RegistryError.Invalid("service", "must be a service name");
        }

        if (GetOrAddOwner(service) is not { } owner)
        {
            return TooManyServices();
        }

        var outcome = await owner.ExecuteAsync(command).WaitAsync(cancellationToken).ConfigureAwait(false);
        return outcome.Error is { } error ? error : outcome;
    }

    private static RegistryError InstanceNotFound(InstanceId id)
        => new(RegistryErrorCode.InstanceNotFound, $"The registry knows no instance '{id}'.");

    private RegistryError TooManyServices()
        => new(RegistryErrorCode.LimitExceeded, $"The registry has its most of {_options.MaxServices} services.");
}
