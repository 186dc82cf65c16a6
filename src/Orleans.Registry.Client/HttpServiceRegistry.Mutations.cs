using Orleans.Registry.Protocol;

namespace Orleans.Registry.Client;

/// <content>Mutations of instances.</content>
public sealed partial class HttpServiceRegistry
{
    /// <inheritdoc/>
    public ValueTask<RegistryResult<RegistrationReceipt>> RegisterAsync(
        InstanceRegistration registration, OperationId operationId = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(registration);

        // Checked here too, because not everything that is wrong survives the way: JSON replaces what is not text.
        if (InstanceRegistrationValidator.Validate(registration) is { Count: > 0 } errors)
        {
            return new(RegistryError.Invalid(errors));
        }

        return SendAsync(
            new RegistryCall<RegistrationReceiptDto>(HttpMethod.Post, RegistryRoutes.Instances, Json.RegistrationReceiptDto)
            {
                Body = Write(registration.ToDto(), Json.RegistrationDto),
                Operation = OrNew(operationId),
            },
            static r => r.ToDomain(),
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<RegistryResult<IReadOnlyList<RenewalOutcome>>> RenewAsync(
        IReadOnlyList<Renewal> renewals, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(renewals);
        return SendAsync(
            new RegistryCall<RenewalsResponseDto>(HttpMethod.Post, RegistryRoutes.Renewals, Json.RenewalsResponseDto)
            {
                Body = Write(renewals.ToDto(), Json.RenewalsRequestDto),
            },
            static r => r.ToDomain(),
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<RegistryResult<MutationReceipt>> DeregisterAsync(
        InstanceId id, RemovalReason reason = RemovalReason.Deregistered, OperationId operationId = default, CancellationToken cancellationToken = default)
        => reason switch
        {
            RemovalReason.Deregistered => MutateAsync(HttpMethod.Delete, RegistryRoutes.Instance, id, null, operationId, cancellationToken),
            RemovalReason.Evicted => MutateAsync(HttpMethod.Post, RegistryRoutes.Evict, id, null, operationId, cancellationToken),
            _ => new(RegistryError.Invalid("reason", "must be deregistered or evicted")),
        };

    /// <inheritdoc/>
    public ValueTask<RegistryResult<MutationReceipt>> ReportHealthAsync(
        InstanceId id, HealthReport report, OperationId operationId = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(report);
        var body = Write(report.ToDto(), Json.HealthReportDto);
        return MutateAsync(HttpMethod.Put, RegistryRoutes.Health, id, body, operationId, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<RegistryResult<HealthCheckAnswer>> CheckNowAsync(InstanceId id, CancellationToken cancellationToken = default)
        => id.IsEmpty ? new(NoId()) : SendAsync(
            new RegistryCall<HealthCheckAnswerDto>(HttpMethod.Post, RegistryRoutes.For(RegistryRoutes.Checks, id), Json.HealthCheckAnswerDto) { Wait = LongestCheck },
            static r => r.ToDomain(),
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RegistryResult<MutationReceipt>> UpdateAsync(
        InstanceId id, InstanceUpdate update, OperationId operationId = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(update);
        var body = Write(update.ToDto(), Json.InstanceUpdateDto);
        return MutateAsync(HttpMethod.Patch, RegistryRoutes.Instance, id, body, operationId, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<RegistryResult<MutationReceipt>> SetOverrideAsync(
        InstanceId id, OverrideRequest request, OperationId operationId = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var body = Write(request.ToDto(), Json.OverrideRequestDto);
        return MutateAsync(HttpMethod.Put, RegistryRoutes.Override, id, body, operationId, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<RegistryResult<MutationReceipt>> ClearOverrideAsync(
        InstanceId id, OperationId operationId = default, CancellationToken cancellationToken = default)
        => MutateAsync(HttpMethod.Delete, RegistryRoutes.Override, id, null, operationId, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RegistryResult<DrainProgress>> DrainAsync(
        InstanceId id, TimeSpan wait, OperationId operationId = default, CancellationToken cancellationToken = default)
        => DrainAsync(HttpMethod.Post, id, wait, OrNew(operationId), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RegistryResult<DrainProgress>> GetDrainAsync(InstanceId id, TimeSpan wait, CancellationToken cancellationToken = default)
        => DrainAsync(HttpMethod.Get, id, wait, OperationId.None, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RegistryResult<MutationReceipt>> ResumeAsync(
        InstanceId id, OperationId operationId = default, CancellationToken cancellationToken = default)
        => MutateAsync(HttpMethod.Delete, RegistryRoutes.Drain, id, null, operationId, cancellationToken);

    private ValueTask<RegistryResult<MutationReceipt>> MutateAsync(
        HttpMethod method, string template, InstanceId id, byte[]? body, OperationId operationId, CancellationToken cancellationToken)
        => id.IsEmpty ? new(NoId()) : SendAsync(
            new RegistryCall<MutationReceiptDto>(method, RegistryRoutes.For(template, id), Json.MutationReceiptDto)
            {
                Body = body,
                Operation = OrNew(operationId),
            },
            static r => r.ToDomain(),
            cancellationToken);

    private ValueTask<RegistryResult<DrainProgress>> DrainAsync(
        HttpMethod method, InstanceId id, TimeSpan wait, OperationId operationId, CancellationToken cancellationToken)
    {
        if (id.IsEmpty)
        {
            return new(NoId());
        }

        if (wait < TimeSpan.Zero || wait > TimeSpan.FromMinutes(5))
        {
            return new(RegistryError.Invalid("wait", "must be 0 to 5 minutes"));
        }

        return SendAsync(
            new RegistryCall<DrainProgressDto>(method, RegistryRoutes.For(RegistryRoutes.Drain, id) + "?wait=" + DurationText.Format(wait), Json.DrainProgressDto)
            {
                Operation = operationId,
                Wait = wait,
            },
            static r => r.ToDomain(),
            cancellationToken);
    }

    // How long a registry waits for checks that it runs on demand.
    private static readonly TimeSpan LongestCheck = TimeSpan.FromSeconds(25);

    // The empty id has no path: it would name the list of instances.
    private static RegistryError NoId() => RegistryError.Invalid("id", "must not be empty");
}
