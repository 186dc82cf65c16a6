using Orleans.Registry.Protocol;

namespace Orleans.Registry.AspNetCore;

/// <summary>Health reports, operator overrides and drains.</summary>
internal static class InstanceStatusApi
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapPut(RegistryRoutes.Health, ReportAsync)
            .Named("ReportHealth", "Takes a health report in; counts as a renewal.");
        group.MapPost(RegistryRoutes.Checks, CheckAsync)
            .Named("CheckInstance", "Runs the health checks of an instance now and answers what they found.")
            .WithMetadata(WithoutIdempotencyKey.Instance);
        group.MapPut(RegistryRoutes.Override, OverrideAsync)
            .Named("SetOverride", "Puts an operator's status over an instance; it stays until cleared.");
        group.MapDelete(RegistryRoutes.Override, ClearOverrideAsync)
            .Named("ClearOverride", "Clears an operator's status.");
        group.MapPost(RegistryRoutes.Drain, DrainAsync)
            .Named("DrainInstance", "Drains an instance and waits for the watchers' confirmations.", KnownParameters.Wait);
        group.MapGet(RegistryRoutes.Drain, GetDrainAsync)
            .Named("GetDrain", "How far the drain of an instance is.", KnownParameters.Wait);
        group.MapDelete(RegistryRoutes.Drain, ResumeAsync)
            .Named("ResumeInstance", "Takes a drain back.");
    }

    private static async Task<Reply<MutationReceiptDto>> ReportAsync(
        RouteInstance instance,
        JsonBody<HealthReportDto> body,
        IdempotencyKey key,
        IServiceRegistry registry,
        RegistryHttpInstruments instruments,
        CancellationToken cancellationToken)
    {
        var report = body.Value.ToDomain();
        if (!report.IsSuccess)
        {
            return Refusal.From(report.Error);
        }

        var result = await registry.ReportHealthAsync(instance.Id, report.Value, key.Operation, cancellationToken);
        if (result.IsSuccess)
        {
            instruments.CountHealthReport(report.Value.Signal);
        }

        return InstanceApi.Receipt(result);
    }

    private static async Task<Reply<HealthCheckAnswerDto>> CheckAsync(RouteInstance instance, IServiceRegistry registry, CancellationToken cancellationToken)
        => Reply.From(await registry.CheckNowAsync(instance.Id, cancellationToken), static a => a.ToDto());

    private static async Task<Reply<MutationReceiptDto>> OverrideAsync(
        RouteInstance instance, JsonBody<OverrideRequestDto> body, IdempotencyKey key, IServiceRegistry registry, CancellationToken cancellationToken)
    {
        var request = body.Value.ToDomain();
        return request.IsSuccess
            ? InstanceApi.Receipt(await registry.SetOverrideAsync(instance.Id, request.Value, key.Operation, cancellationToken))
            : Refusal.From(request.Error);
    }

    private static async Task<Reply<MutationReceiptDto>> ClearOverrideAsync(
        RouteInstance instance, IdempotencyKey key, IServiceRegistry registry, CancellationToken cancellationToken)
        => InstanceApi.Receipt(await registry.ClearOverrideAsync(instance.Id, key.Operation, cancellationToken));

    private static async Task<Reply<DrainProgressDto>> DrainAsync(
        RouteInstance instance, WaitArgument wait, IdempotencyKey key, IServiceRegistry registry, CancellationToken cancellationToken)
        => Progress(await registry.DrainAsync(instance.Id, wait.Value, key.Operation, cancellationToken));

    private static async Task<Reply<DrainProgressDto>> GetDrainAsync(
        RouteInstance instance, WaitArgument wait, IServiceRegistry registry, CancellationToken cancellationToken)
        => Progress(await registry.GetDrainAsync(instance.Id, wait.Value, cancellationToken));

    private static async Task<Reply<MutationReceiptDto>> ResumeAsync(
        RouteInstance instance, IdempotencyKey key, IServiceRegistry registry, CancellationToken cancellationToken)
        => InstanceApi.Receipt(await registry.ResumeAsync(instance.Id, key.Operation, cancellationToken));

    private static Reply<DrainProgressDto> Progress(RegistryResult<DrainProgress> result)
        => Reply.From(result, static p => p.ToDto(), static p => Reply.Acknowledged(p.Position));
}
