using Orleans.Registry.Protocol;

namespace Orleans.Registry.AspNetCore;

/// <summary>Policies of a service: in force, before, set, rolled back.</summary>
internal static class PolicyApi
{
    private static readonly string[] ChangeFields = ["expectedVersion", "by", "comment", "policy"];

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet(RegistryRoutes.Policy, GetPolicyAsync).Named("GetPolicy", "The policy in force.");
        group.MapGet(RegistryRoutes.PolicyHistory, GetPoliciesAsync).Named("GetPolicyHistory", "The policy's versions, newest first.");
        group.MapPut(RegistryRoutes.Policy, SetPolicyAsync).Named("SetPolicy", "Sets a policy as a new version.");
        group.MapPost(RegistryRoutes.PolicyRollback, RollbackPolicyAsync).Named("RollbackPolicy", "Sets an earlier policy again, as a new version.");
    }

    /// <summary>A refusal of a policy, with fields named as the request nests them.</summary>
    public static Refusal RefusalOfPolicy(RegistryError error)
    {
        if (error.Fields.Count == 0)
        {
            return Refusal.From(error);
        }

        var fields = error.Fields.Select(static f => Array.Exists(ChangeFields, f.Field.Equals) ? f : f with { Field = "policy." + f.Field });
        return Refusal.From(error with { Fields = [.. fields] });
    }

    private static async Task<Reply<VersionedPolicyDto>> GetPolicyAsync(
        RouteService service, IServiceRegistry registry, CancellationToken cancellationToken)
    {
        // The snapshot carries the policy in force, and the answer's freshness with it.
        var result = await registry.GetServiceAsync(service.Name, null, cancellationToken);
        return Reply.From(result, static a => a.Snapshot.Policy.ToDto(), static a => a.Freshness);
    }

    private static async Task<Reply<PolicyHistoryDto>> GetPoliciesAsync(
        RouteService service, IServiceRegistry registry, CancellationToken cancellationToken)
    {
        var before = await registry.GetServiceAsync(service.Name, null, cancellationToken);
        if (!before.IsSuccess)
        {
            return Refusal.From(before.Error);
        }

        // Read after the snapshot, so the list shows at least what the headers say.
        var result = await registry.GetPoliciesAsync(service.Name, cancellationToken);
        return Reply.From(result, static l => new PolicyHistoryDto { Versions = [.. l.Select(static p => p.ToDto())] }, _ => before.Value.Freshness);
    }

    private static async Task<Reply<VersionedPolicyDto>> SetPolicyAsync(
        RouteService service, JsonBody<PolicyChangeDto> body, IdempotencyKey key, IServiceRegistry registry, CancellationToken cancellationToken)
    {
        var request = body.Value.ToDomain(key.Operation);
        return request.IsSuccess
            ? Written(await registry.SetPolicyAsync(service.Name, request.Value.Policy, request.Value.Change, cancellationToken))
            : Refusal.From(request.Error);
    }

    private static async Task<Reply<VersionedPolicyDto>> RollbackPolicyAsync(
        RouteService service, JsonBody<RollbackDto> body, IdempotencyKey key, IServiceRegistry registry, CancellationToken cancellationToken)
    {
        var request = body.Value.ToDomain(key.Operation);
        return request.IsSuccess
            ? Written(await registry.RollbackPolicyAsync(service.Name, request.Value.Version, request.Value.Change, cancellationToken))
            : Refusal.From(request.Error);
    }

    private static Reply<VersionedPolicyDto> Written(RegistryResult<VersionedPolicy> result)
        => result.IsSuccess ? result.Value.ToDto() : RefusalOfPolicy(result.Error);
}
