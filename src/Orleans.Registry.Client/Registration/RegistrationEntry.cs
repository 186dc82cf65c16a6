namespace Orleans.Registry.Client;

/// <summary>One registration of this process: its state under a lock, and the calls that only concern it.</summary>
internal sealed class RegistrationEntry(
    InstanceRegistration registration, IServiceRegistry registry, Func<RegistrationEntry, CancellationToken, Task> remove) : IServiceRegistration
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource<ServiceInstance> _acknowledged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private InstanceRegistration _registration = registration;
    private OperationId _operation = OperationId.NewId();
    private RegistrationState _state = RegistrationState.Registering;
    private ServiceInstance? _instance;
    private RegistryError? _lastError;
    private DateTimeOffset? _lastRenewal;
    private Task? _removal;

    public InstanceId Id { get; } = registration.Id;

    public InstanceRegistration Registration => Read(static e => e._registration);

    public RegistrationState State => Read(static e => e._state);

    public ServiceInstance? Instance => Read(static e => e._instance);

    public RegistryError? LastError => Read(static e => e._lastError);

    public DateTimeOffset? LastRenewal => Read(static e => e._lastRenewal);

    /// <summary>Whether its lease is to be renewed: also while it drains.</summary>
    public bool IsLeased => State is RegistrationState.Registered or RegistrationState.Draining;

    /// <summary>The TTL the registry gave, which the service's policy decides when none was asked for.</summary>
    public TimeSpan Ttl => Instance?.Details.Ttl ?? Registration.Details.Ttl;

    public async Task<ServiceInstance> WaitUntilRegisteredAsync(CancellationToken cancellationToken = default)
        => await _acknowledged.Task.WaitAsync(cancellationToken).ConfigureAwait(false);

    public async ValueTask<RegistryResult<MutationReceipt>> ReportHealthAsync(HealthReport report, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(report);
        var result = await registry.ReportHealthAsync(Id, report, OperationId.NewId(), cancellationToken).ConfigureAwait(false);
        if (result.IsSuccess && (report.Signal == InstanceSignal.Ready || result.Value.Instance is { ReportedStatus: InstanceStatus.Healthy }))
        {
            Remember(static r => r with { InitialStatus = InstanceStatus.Healthy }, result.Value.Instance);
        }

        return result;
    }

    public async ValueTask<RegistryResult<MutationReceipt>> UpdateAsync(InstanceUpdate update, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(update);
        var result = await registry.UpdateAsync(Id, update, OperationId.NewId(), cancellationToken).ConfigureAwait(false);
        if (result.IsSuccess)
        {
            Remember(r => r with { Details = Merge(r.Details, update) }, result.Value.Instance);
        }

        return result;
    }

    public Task RemoveAsync(CancellationToken cancellationToken = default)
    {
        Task removal;
        lock (_lock)
        {
            // The removal belongs to the process, not to the caller who happened to ask first: only the wait is cancelled.
            removal = _removal ??= Task.Run(() => remove(this, CancellationToken.None), CancellationToken.None);
        }

        return removal.WaitAsync(cancellationToken);
    }

    /// <summary>What to send to register it, with the operation id that all tries of this one registration share.</summary>
    public (InstanceRegistration Registration, OperationId Operation) NextAttempt()
    {
        lock (_lock)
        {
            return (_registration, _operation);
        }
    }

    public void Acknowledge(RegistrationReceipt receipt, DateTimeOffset now)
    {
        lock (_lock)
        {
            _instance = receipt.Instance;
            _lastError = null;
            _lastRenewal = now;
            _operation = OperationId.NewId();
            if (_state is RegistrationState.Registering or RegistrationState.Refused)
            {
                _state = RegistrationState.Registered;
            }
        }

        _acknowledged.TrySetResult(receipt.Instance);
    }

    /// <returns>Whether this error differs from the one before, so that it is worth a line in the log.</returns>
    public bool Fail(RegistryError error, bool refused)
    {
        lock (_lock)
        {
            var isNew = _lastError is null || _lastError.Code != error.Code || _lastError.Message != error.Message;
            _lastError = error;
            if (_state is RegistrationState.Registering or RegistrationState.Refused)
            {
                _state = refused ? RegistrationState.Refused : RegistrationState.Registering;
            }

            return isNew;
        }
    }

    public void Renewed(DateTimeOffset now)
    {
        lock (_lock)
        {
            _lastRenewal = now;
            _lastError = null;
        }
    }

    /// <returns>Whether it must be registered again; not while it is on its way out.</returns>
    public bool Forgotten()
    {
        lock (_lock)
        {
            if (_state != RegistrationState.Registered)
            {
                return false;
            }

            _state = RegistrationState.Registering;
            _operation = OperationId.NewId();
            return true;
        }
    }

    public void Supersede() => End(RegistrationState.Superseded, "another process registered this id later and owns it now");

    public void Removed() => End(RegistrationState.Removed, "it was removed");

    /// <returns>Whether there is something to take out.</returns>
    public bool BeginDrain()
    {
        lock (_lock)
        {
            var present = _state is not (RegistrationState.Superseded or RegistrationState.Removed);
            _state = present ? RegistrationState.Draining : _state;
            return present;
        }
    }

    private static InstanceDetails Merge(InstanceDetails details, InstanceUpdate update) => details with
    {
        Weight = update.Weight ?? details.Weight,
        Tags = update.Tags ?? details.Tags,
        Metadata = update.Metadata is null ? details.Metadata : details.Metadata.With(update.Metadata),
    };

    private void End(RegistrationState state, string why)
    {
        lock (_lock)
        {
            if (_state is not (RegistrationState.Superseded or RegistrationState.Removed))
            {
                _state = state;
            }
        }

        _acknowledged.TrySetException(new InvalidOperationException($"Instance {Id} was never acknowledged: {why}."));
        _ = _acknowledged.Task.Exception; // Nobody need wait for it, and an unobserved failure must not surface elsewhere.
    }

    private void Remember(Func<InstanceRegistration, InstanceRegistration> change, ServiceInstance? instance)
    {
        lock (_lock)
        {
            _registration = change(_registration);
            _instance = instance ?? _instance;

            // What would be sent now is another mutation than before.
            _operation = OperationId.NewId();
        }
    }

    private T Read<T>(Func<RegistrationEntry, T> read)
    {
        lock (_lock)
        {
            return read(this);
        }
    }
}
