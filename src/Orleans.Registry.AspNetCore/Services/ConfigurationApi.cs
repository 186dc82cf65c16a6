using Orleans.Registry.Protocol;

namespace Orleans.Registry.AspNetCore;

/// <summary>Configurations of a service: in force, before, set, rolled back.</summary>
internal static class ConfigurationApi
{
    private static readonly VersionedConfigurationDto NeverSet = new() { Entries = StringMap.Empty };

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet(RegistryRoutes.Configuration, GetAsync)
            .Named("GetConfiguration", "The configuration in force; version 0 without entries when none was ever set.");
        group.MapGet(RegistryRoutes.ConfigurationHistory, GetHistoryAsync)
            .Named("GetConfigurationHistory", "The configuration's versions, newest first.");
        group.MapPut(RegistryRoutes.Configuration, SetAsync)
            .Named("SetConfiguration", "Sets a configuration as a new version.");
        group.MapPost(RegistryRoutes.ConfigurationRollback, RollbackAsync)
            .Named("RollbackConfiguration", "Sets an earlier configuration again, as a new version.");
    }

    private static async Task<Reply<VersionedConfigurationDto>> GetAsync(
        RouteService service, IServiceRegistry registry, CancellationToken cancellationToken)
    {
        var (result, freshness) = await ReadAsync(service.Name, registry, cancellationToken);
        return Reply.From(result, static l => l.Count == 0 ? NeverSet : l[0].ToDto(), _ => freshness);
    }

    private static async Task<Reply<ConfigurationHistoryDto>> GetHistoryAsync(
        RouteService service, IServiceRegistry registry, CancellationToken cancellationToken)
    {
        var (result, freshness) = await ReadAsync(service.Name, registry, cancellationToken);
        return Reply.From(result, static l => new ConfigurationHistoryDto { Versions = [.. l.Select(static c => c.ToDto())] }, _ => freshness);
    }

    private static async Task<Reply<VersionedConfigurationDto>> SetAsync(
        RouteService service, JsonBody<ConfigurationChangeDto> body, IdempotencyKey key, IServiceRegistry registry, CancellationToken cancellationToken)
    {
        var request = body.Value.ToDomain(key.Operation);
        if (!request.IsSuccess)
        {
            return Refusal.From(request.Error);
        }

        var result = await registry.SetConfigurationAsync(service.Name, request.Value.Entries, request.Value.Change, cancellationToken);
        return Reply.From(result, static c => c.ToDto());
    }

    private static async Task<Reply<VersionedConfigurationDto>> RollbackAsync(
        RouteService service, JsonBody<RollbackDto> body, IdempotencyKey key, IServiceRegistry registry, CancellationToken cancellationToken)
    {
        var request = body.Value.ToDomain(key.Operation);
        if (!request.IsSuccess)
        {
            return Refusal.From(request.Error);
        }

        var result = await registry.RollbackConfigurationAsync(service.Name, request.Value.Version, request.Value.Change, cancellationToken);
        return Reply.From(result, static c => c.ToDto());
    }

    /// <summary>Reads the position first, so that the list shows at least what the headers say.</summary>
    private static async Task<(RegistryResult<IReadOnlyList<VersionedConfiguration>> Result, Freshness Freshness)> ReadAsync(
        ServiceName service, IServiceRegistry registry, CancellationToken cancellationToken)
    {
        var before = await registry.GetServiceAsync(service, null, cancellationToken);
        return before.IsSuccess
            ? (await registry.GetConfigurationsAsync(service, cancellationToken), before.Value.Freshness)
            : (before.Error, default);
    }
}
