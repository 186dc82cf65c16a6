using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Registry.Engine;

namespace Orleans.Registry.Cluster;

/// <inheritdoc cref="IInstanceGrain"/>
/// <remarks>
/// Nothing of it is stored but its reminders: each is named after the service that the id belongs to, or belonged to not long
/// ago, so the reminder table is also the way from an id to its service. Mutations come one after another; renewals and reads
/// interleave with them.
/// </remarks>
// Questions about ids that nobody has make activations too; those with a lease stay whatever this says.
[CollectionAgeLimit(Minutes = 2)]
internal sealed partial class InstanceGrain(
    SiloLeases leases,
    OtherSilos others,
    SiloCounters counters,
    SiloChecks checks,
    ILocalSiloDetails silo,
    IOptions<ClusterRegistryOptions> options,
    TimeProvider time,
    ILogger<InstanceGrain> logger) : Grain, IInstanceGrain, ILeaseGrain, IRemindable
{
    private const string ReminderPrefix = "lease:";
    private readonly Dictionary<ServiceName, IGrainReminder> _reminders = [];
    private InstanceId _id;

    // The service the id belongs to, or belonged to last; empty when there is none.
    private ServiceName _service;
    private InstanceLease? _lease;
    private IGrainTimer? _timer;
    private readonly SingleRun<RegistryError?> _lookup = new();
    private bool _isKnown;
    private bool _isEnding;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _id = InstanceId.Parse(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _isEnding = true;
        EndChecks();
        // Where the grain comes back, the lease starts anew with a grace.
        if (_lease is { } lease)
        {
            leases.Remove(_id, lease);
            lease.Reopen(-1);
        }

        return Task.CompletedTask;
    }

    public async Task<RegistryResult<RegistrationReceipt>> RegisterAsync(InstanceRegistration registration, OperationId operationId)
    {
        ArgumentNullException.ThrowIfNull(registration);
        if (RequestRules.ToError([.. CheckRules.Validate(registration, checks.Runner), .. CheckKey(registration)]) is { } invalid)
        {
            return invalid;
        }

        if (await KnowAsync() is { } error)
        {
            return error;
        }

        if (_lease is not null && _service != registration.Service)
        {
            return new RegistryError(RegistryErrorCode.InstanceIdInUse, $"Instance id '{_id}' belongs to service '{_service}'.");
        }

        if (await RemindAsync(registration.Service) is { } notReminded)
        {
            return notReminded;
        }

        var reply = await OwnerOf(registration.Service).RegisterAsync(registration, operationId);
        if (reply.Error is null)
        {
            _service = registration.Service;
            Arm(reply);
            return new RegistrationReceipt(reply.Instance!, reply.Position, reply.IsNew);
        }

        if (reply.Error.Code == RegistryErrorCode.StoreUnavailable)
        {
            // Whether it is stored is not known: look again before the next answer.
            _isKnown = _lease is not null;
        }

        return reply.Error;
    }

    public Task<RegistryResult<MutationReceipt>> DeregisterAsync(RemovalReason reason, OperationId operationId)
        => reason is RemovalReason.Deregistered or RemovalReason.Evicted
            ? MutateAsync(s => s.DeregisterAsync(_id, reason, operationId), renews: false)
            : Refuse("reason", "must be deregistered or evicted");

    public Task<RegistryResult<MutationReceipt>> ReportHealthAsync(HealthReport report, OperationId operationId)
        => RequestRules.Check(report) is { } invalid
            ? Task.FromResult<RegistryResult<MutationReceipt>>(invalid)
            : MutateAsync(s => s.SignalAsync(_id, report, operationId), renews: true);

    public Task<RegistryResult<MutationReceipt>> UpdateAsync(InstanceUpdate update, OperationId operationId)
        => RequestRules.Check(update) is { } invalid
            ? Task.FromResult<RegistryResult<MutationReceipt>>(invalid)
            : MutateAsync(s => s.UpdateAsync(_id, update, operationId), renews: false);

    public Task<RegistryResult<MutationReceipt>> SetOverrideAsync(OverrideRequest request, OperationId operationId)
        => RequestRules.Check(request) is { } invalid
            ? Task.FromResult<RegistryResult<MutationReceipt>>(invalid)
            : MutateAsync(s => s.SetOverrideAsync(_id, request, operationId), renews: false);

    public Task<RegistryResult<MutationReceipt>> ClearOverrideAsync(OperationId operationId)
        => MutateAsync(s => s.ClearOverrideAsync(_id, operationId), renews: false);

    public Task<RegistryResult<MutationReceipt>> DrainAsync(OperationId operationId)
        => MutateAsync(s => s.SignalAsync(_id, new HealthReport(InstanceSignal.Drain), operationId), renews: true);

    public Task<RegistryResult<MutationReceipt>> ResumeAsync(OperationId operationId)
        => MutateAsync(s => s.SignalAsync(_id, new HealthReport(InstanceSignal.Resume), operationId), renews: true);

    public async Task<RegistryResult<DrainProgress>> GetDrainAsync(TimeSpan wait)
    {
        if (await KnowAsync() is { } error)
        {
            return error;
        }

        return _service.IsEmpty ? NotFound() : await GrainFactory.GetGrain<IServiceGrain>(_service.Value).GetDrainAsync(_id, wait);
    }

    public async Task<RegistryResult<InstanceAnswer>> GetAsync(ReadOptions? options)
    {
        if (await KnowAsync() is { } error)
        {
            return error;
        }

        if (_service.IsEmpty)
        {
            return NotFound();
        }

        var answer = await OwnerOf(_service).ReadAsync(_id, options);
        return answer.IsSuccess ? answer.Value with { Lease = LeaseOf(answer.Value.Instance) } : answer;
    }

    private async Task<RegistryResult<MutationReceipt>> MutateAsync(Func<IServiceMutations, Task<InstanceReply>> mutate, bool renews)
    {
        if (await KnowAsync() is { } error)
        {
            return error;
        }

        if (_service.IsEmpty)
        {
            return NotFound();
        }

        var reply = await mutate(OwnerOf(_service));
        if (reply.Error is { Code: RegistryErrorCode.InstanceNotFound } || reply is { Error: null, Instance: null })
        {
            Drop();
        }
        else if (reply.Error is null && (renews || _lease is null))
        {
            Arm(reply);
        }

        if (reply.Error is null)
        {
            Follow(reply);
        }

        return reply.ToReceipt();
    }

    private IEnumerable<FieldError> CheckKey(InstanceRegistration registration)
    {
        if (registration.Id != _id)
        {
            yield return new FieldError("id", "must be the key of the grain");
        }
    }

    private static Task<RegistryResult<MutationReceipt>> Refuse(string field, string message)
        => Task.FromResult<RegistryResult<MutationReceipt>>(RegistryError.Invalid(field, message));

    private IServiceMutations OwnerOf(ServiceName service) => GrainFactory.GetGrain<IServiceMutations>(service.Value);

    private RegistryError NotFound() => new(RegistryErrorCode.InstanceNotFound, $"The registry knows no instance '{_id}'.");
}
