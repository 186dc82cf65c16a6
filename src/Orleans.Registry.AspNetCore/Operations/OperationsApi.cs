using Orleans.Registry.Protocol;

namespace Orleans.Registry.AspNetCore;

/// <summary>Figures of the registry, and whether the process lives and the registry answers.</summary>
internal static class OperationsApi
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet(RegistryRoutes.Stats, GetStatsAsync).Named("GetStats", "Figures and readiness of the registry.");
        group.MapGet(RegistryRoutes.Healthz, GetHealth).Named("GetLiveness", "Whether the process lives: 200.");
        group.MapGet(RegistryRoutes.Readyz, GetReadinessAsync)
            .Named("GetReadiness", "Whether the registry answers and acknowledges: 200, or 503 with the reason.");
    }

    private static async Task<Reply<StatsDto>> GetStatsAsync(IServiceRegistry registry, CancellationToken cancellationToken)
        => Reply.From(await registry.GetStatsAsync(cancellationToken), static s => s.ToDto());

    private static Reply<HealthDto> GetHealth() => new HealthDto { Status = "alive" };

    private static async Task<Reply<HealthDto>> GetReadinessAsync(
        IServiceRegistry registry, IHostApplicationLifetime lifetime, CancellationToken cancellationToken)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return Refusal.From(new RegistryError(RegistryErrorCode.NotReady, "The server is stopping."));
        }

        var ready = await registry.CheckReadyAsync(cancellationToken);
        return ready.IsSuccess ? new HealthDto { Status = "ready" } : Refusal.From(ready.Error);
    }
}
