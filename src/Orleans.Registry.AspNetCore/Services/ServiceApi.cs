using Orleans.Registry.Protocol;

namespace Orleans.Registry.AspNetCore;

/// <summary>The list of services, and why an instance is in or out of an answer.</summary>
internal static class ServiceApi
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet(RegistryRoutes.Services, ListAsync)
            .Named(
                "ListServices",
                "Lists services.",
                new QueryParameter("prefix", "Only names that begin so."),
                new QueryParameter("empty", "true: also services that have no instance now."));
        group.MapGet(RegistryRoutes.Explain, ExplainAsync)
            .Named("ExplainInstance", "Why an instance is in or out of the answer to a query.", KnownParameters.Explain);
        group.MapPost(RegistryRoutes.WhatIf, TryPolicyAsync)
            .WithMetadata(WithoutIdempotencyKey.Instance)
            .Named("TryPolicy", "What a policy would do to the fleet as it is; changes nothing.");
    }

    private static async Task<IResult> ListAsync(HttpContext context, IServiceRegistry registry, CancellationToken cancellationToken)
    {
        var query = context.Request.Query;
        if (!TryFlag(query["empty"].ToString(), query.ContainsKey("empty"), out var includeEmpty))
        {
            return (Reply<ServiceListDto>)Refusal.Invalid("empty", "must be true or false");
        }

        var prefix = query["prefix"].ToString();
        if (prefix.Length > ServiceName.MaxLength)
        {
            return (Reply<ServiceListDto>)Refusal.Invalid("prefix", $"must be at most {ServiceName.MaxLength} characters");
        }

        var result = await registry.ListServicesAsync(
            new ServiceListQuery { Prefix = prefix.ToLowerInvariant(), IncludeEmpty = includeEmpty }, cancellationToken);
        if (result.IsSuccess)
        {
            FreshnessHeaders.WriteSource(context.Response, result.Value.Age, result.Value.Source);
        }

        return Reply.From(result, static l => l.ToDto());
    }

    private static async Task<Reply<ExplanationDto>> ExplainAsync(
        RouteService service, ReadArguments read, HttpContext context, IServiceRegistry registry, CancellationToken cancellationToken)
    {
        if (!InstanceId.TryParse(context.Request.Query["id"].ToString(), out var id))
        {
            return Refusal.Invalid("id", FieldRules.InstanceId);
        }

        var result = await registry.ExplainAsync(service.Name, id, read.Query, cancellationToken);
        return Reply.From(result, static e => e.ToDto(), static e => e.Freshness);
    }

    private static async Task<Reply<WhatIfAnswerDto>> TryPolicyAsync(
        RouteService service, JsonBody<WhatIfRequestDto> body, IServiceRegistry registry, CancellationToken cancellationToken)
    {
        var request = body.Value.ToDomain();
        if (!request.IsSuccess)
        {
            return Refusal.From(request.Error);
        }

        var result = await registry.WhatIfAsync(service.Name, request.Value.Policy, request.Value.Caller, cancellationToken);
        return result.IsSuccess
            ? Reply<WhatIfAnswerDto>.Of(result.Value.ToDto(), result.Value.Freshness)
            : PolicyApi.RefusalOfPolicy(result.Error);
    }

    private static bool TryFlag(string text, bool isGiven, out bool value)
    {
        value = isGiven && text is "true" or "1" || (isGiven && text.Length == 0);
        return value || !isGiven || text is "false" or "0";
    }
}
