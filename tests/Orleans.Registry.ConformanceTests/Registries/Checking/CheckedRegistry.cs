using System.Runtime.CompilerServices;

namespace Orleans.Registry.ConformanceTests.Registries.Checking;

/// <summary>
/// Passes every call on to the registry that is tried and checks every answer: that an error is one, that an answer is
/// whole, as fresh as asked for and true to what it says of its freshness (P12), that the owner never goes back behind what
/// anybody has seen, and that no two changes share a revision (P2).
/// </summary>
public sealed partial class CheckedRegistry(Func<IServiceRegistry> registry) : IServiceRegistry
{
    /// <summary>What anybody was told so far.</summary>
    public PositionLedger Ledger { get; } = new();

    private IServiceRegistry Inner => registry();

    /// <inheritdoc/>
    public async ValueTask<RegistryResult<RegistrationReceipt>> RegisterAsync(
        InstanceRegistration registration, OperationId operationId = default, CancellationToken cancellationToken = default)
    {
        var result = await Inner.RegisterAsync(registration, operationId, cancellationToken);
        AnswerRules.Check(result.Error);
        if (result.IsSuccess)
        {
            var (instance, position, isNew) = result.Value;
            AnswerRules.Check(instance, position.Revision);
            Assert.Equal(registration.Id, instance.Id);
            Assert.Equal(registration.Service, instance.Service);
            Assert.True(!isNew || instance.CreatedRevision == position.Revision, $"{instance} is new, but not at {position}.");
            Ledger.Observe(registration.Service, position);
        }

        return result;
    }

    /// <inheritdoc/>
    public async ValueTask<RegistryResult<IReadOnlyList<RenewalOutcome>>> RenewAsync(
        IReadOnlyList<Renewal> renewals, CancellationToken cancellationToken = default)
    {
        var result = await Inner.RenewAsync(renewals, cancellationToken);
        AnswerRules.Check(result.Error);
        if (result.IsSuccess)
        {
            Assert.Equal(renewals.Count, result.Value.Count);
            Assert.All(result.Value, static o => Assert.True(Enum.IsDefined(o) && o != RenewalOutcome.None));
        }

        return result;
    }

    /// <inheritdoc/>
    public ValueTask<RegistryResult<MutationReceipt>> DeregisterAsync(
        InstanceId id, RemovalReason reason = RemovalReason.Deregistered, OperationId operationId = default, CancellationToken cancellationToken = default)
        => MutateAsync(id, Inner.DeregisterAsync(id, reason, operationId, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<RegistryResult<MutationReceipt>> ReportHealthAsync(
        InstanceId id, HealthReport report, OperationId operationId = default, CancellationToken cancellationToken = default)
        => MutateAsync(id, Inner.ReportHealthAsync(id, report, operationId, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<RegistryResult<HealthCheckAnswer>> CheckNowAsync(InstanceId id, CancellationToken cancellationToken = default)
        => Inner.CheckNowAsync(id, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RegistryResult<MutationReceipt>> UpdateAsync(
        InstanceId id, InstanceUpdate update, OperationId operationId = default, CancellationToken cancellationToken = default)
        => MutateAsync(id, Inner.UpdateAsync(id, update, operationId, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<RegistryResult<MutationReceipt>> SetOverrideAsync(
        InstanceId id, OverrideRequest request, OperationId operationId = default, CancellationToken cancellationToken = default)
        => MutateAsync(id, Inner.SetOverrideAsync(id, request, operationId, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<RegistryResult<MutationReceipt>> ClearOverrideAsync(
        InstanceId id, OperationId operationId = default, CancellationToken cancellationToken = default)
        => MutateAsync(id, Inner.ClearOverrideAsync(id, operationId, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<RegistryResult<MutationReceipt>> ResumeAsync(
        InstanceId id, OperationId operationId = default, CancellationToken cancellationToken = default)
        => MutateAsync(id, Inner.ResumeAsync(id, operationId, cancellationToken));

    /// <inheritdoc/>
    public async ValueTask<RegistryResult<DrainProgress>> DrainAsync(
        InstanceId id, TimeSpan wait, OperationId operationId = default, CancellationToken cancellationToken = default)
        => Check(await Inner.DrainAsync(id, wait, operationId, cancellationToken), AnswerRules.Check);

    /// <inheritdoc/>
    public async ValueTask<RegistryResult<DrainProgress>> GetDrainAsync(InstanceId id, TimeSpan wait, CancellationToken cancellationToken = default)
        => Check(await Inner.GetDrainAsync(id, wait, cancellationToken), AnswerRules.Check);

    /// <inheritdoc/>
    public async IAsyncEnumerable<WatchEvent> WatchAsync(
        WatchRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var next in Inner.WatchAsync(request, cancellationToken))
        {
            if (next.Kind != WatchEventKind.Heartbeat)
            {
                Ledger.Observe(next.Service, next.Position);
            }

            yield return next;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<RegistryResult<bool>> ConfirmAsync(
        string watcherId, ServiceName service, ServicePosition position, CancellationToken cancellationToken = default)
        => Check(await Inner.ConfirmAsync(watcherId, service, position, cancellationToken), static _ => { });

    /// <inheritdoc/>
    public async ValueTask<RegistryResult<VersionedPolicy>> SetPolicyAsync(
        ServiceName service, ServicePolicy policy, DocumentChange change, CancellationToken cancellationToken = default)
        => Check(await Inner.SetPolicyAsync(service, policy, change, cancellationToken), CheckVersion);

    /// <inheritdoc/>
    public async ValueTask<RegistryResult<VersionedPolicy>> RollbackPolicyAsync(
        ServiceName service, long version, DocumentChange change, CancellationToken cancellationToken = default)
        => Check(await Inner.RollbackPolicyAsync(service, version, change, cancellationToken), CheckVersion);

    /// <inheritdoc/>
    public async ValueTask<RegistryResult<VersionedConfiguration>> SetConfigurationAsync(
        ServiceName service, StringMap entries, DocumentChange change, CancellationToken cancellationToken = default)
        => Check(await Inner.SetConfigurationAsync(service, entries, change, cancellationToken), static c => Assert.True(c.Version > 0));

    /// <inheritdoc/>
    public async ValueTask<RegistryResult<VersionedConfiguration>> RollbackConfigurationAsync(
        ServiceName service, long version, DocumentChange change, CancellationToken cancellationToken = default)
        => Check(await Inner.RollbackConfigurationAsync(service, version, change, cancellationToken), static c => Assert.True(c.Version > 0));

    private static RegistryResult<T> Check<T>(RegistryResult<T> result, Action<T> check)
    {
        AnswerRules.Check(result.Error);
        if (result.IsSuccess)
        {
            check(result.Value);
        }

        return result;
    }

    private static void CheckVersion(VersionedPolicy policy) => Assert.True(policy.Version > 0 || policy == VersionedPolicy.BuiltIn);

    private async ValueTask<RegistryResult<MutationReceipt>> MutateAsync(InstanceId id, ValueTask<RegistryResult<MutationReceipt>> mutation)
    {
        var result = await mutation;
        AnswerRules.Check(result.Error);
        if (result.IsSuccess && result.Value is { Instance: { } instance, Position: var position } receipt)
        {
            Assert.Equal(id, instance.Id);
            AnswerRules.Check(instance, position.Revision);
            Ledger.Observe(instance.Service, position);
            if (receipt.Changed)
            {
                Assert.Equal(position.Revision, instance.ModifiedRevision);
                Ledger.Claim(instance.Service, position);
            }
        }

        return result;
    }
}
