using Orleans.Registry.Protocol;

namespace Orleans.Registry.AspNetCore;

/// <summary>Register, read, update and remove single instances.</summary>
internal static class InstanceApi
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapPost(RegistryRoutes.Instances, RegisterAsync)
            .Named("RegisterInstance", "Registers an instance or updates its details; starts its lease anew.");
        group.MapGet(RegistryRoutes.Instance, GetAsync)
            .Named("GetInstance", "Reads one instance and its lease.", KnownParameters.Read);
        group.MapPatch(RegistryRoutes.Instance, UpdateAsync)
            .Named("UpdateInstance", "Changes weight, tags or metadata.");
        group.MapDelete(RegistryRoutes.Instance, DeregisterAsync)
            .Named("DeregisterInstance", "Removes an instance: it says goodbye.");
        group.MapPost(RegistryRoutes.Evict, EvictAsync)
            .Named("EvictInstance", "Removes an instance as an operator.");
    }

    private static async Task<Reply<RegistrationReceiptDto>> RegisterAsync(
        JsonBody<RegistrationDto> body, IdempotencyKey key, IServiceRegistry registry, CancellationToken cancellationToken)
    {
        var registration = body.Value.ToDomain();
        if (!registration.IsSuccess)
        {
            return Refusal.From(registration.Error);
        }

        var result = await registry.RegisterAsync(registration.Value, key.Operation, cancellationToken);
        if (!result.IsSuccess)
        {
            return Refusal.From(result.Error);
        }

        var receipt = result.Value;
        var location = receipt.IsNew ? RegistryRoutes.For(RegistryRoutes.Instance, receipt.Instance.Id) : null;
        var etag = FreshnessHeaders.ETagOf(new ServicePosition(receipt.Position.Epoch, receipt.Instance.ModifiedRevision));
        return Reply<RegistrationReceiptDto>.Of(receipt.ToDto(), Reply.Acknowledged(receipt.Position), etag, location);
    }

    private static async Task<Reply<InstanceAnswerDto>> GetAsync(
        RouteInstance instance, ReadArguments read, IServiceRegistry registry, CancellationToken cancellationToken)
    {
        var result = await registry.GetInstanceAsync(instance.Id, read.Options, cancellationToken);
        if (!result.IsSuccess)
        {
            return Refusal.From(result.Error);
        }

        // The validator is of the record, for If-Match; the lease beside it changes without a revision.
        var answer = result.Value;
        var etag = FreshnessHeaders.ETagOf(new ServicePosition(answer.Freshness.Position.Epoch, answer.Instance.ModifiedRevision));
        return Reply<InstanceAnswerDto>.Of(answer.ToDto(), answer.Freshness, etag);
    }

    private static async Task<Reply<MutationReceiptDto>> UpdateAsync(
        RouteInstance instance,
        JsonBody<InstanceUpdateDto> body,
        IfMatch match,
        IdempotencyKey key,
        IServiceRegistry registry,
        CancellationToken cancellationToken)
    {
        var update = body.Value.ToDomain();
        if (!update.IsSuccess)
        {
            return Refusal.From(update.Error);
        }

        if (match.Revision is { } expected && update.Value.ExpectedRevision is { } other && other != expected)
        {
            return Refusal.Invalid("expectedRevision", "must not contradict If-Match");
        }

        var wanted = update.Value with { ExpectedRevision = update.Value.ExpectedRevision ?? match.Revision };
        var result = await registry.UpdateAsync(instance.Id, wanted, key.Operation, cancellationToken);
        if (!result.IsSuccess && result.Error.Code == RegistryErrorCode.VersionConflict && match.Revision is not null)
        {
            return Refusal.From(result.Error) with { Status = StatusCodes.Status412PreconditionFailed };
        }

        return Receipt(result);
    }

    private static async Task<Reply<MutationReceiptDto>> DeregisterAsync(
        RouteInstance instance, IdempotencyKey key, IServiceRegistry registry, CancellationToken cancellationToken)
        => Receipt(await registry.DeregisterAsync(instance.Id, RemovalReason.Deregistered, key.Operation, cancellationToken));

    private static async Task<Reply<MutationReceiptDto>> EvictAsync(
        RouteInstance instance, IdempotencyKey key, IServiceRegistry registry, CancellationToken cancellationToken)
        => Receipt(await registry.DeregisterAsync(instance.Id, RemovalReason.Evicted, key.Operation, cancellationToken));

    internal static Reply<MutationReceiptDto> Receipt(RegistryResult<MutationReceipt> result)
        => Reply.From(result, static r => r.ToDto(), static r => Reply.Acknowledged(r.Position));
}
