using Microsoft.Extensions.Options;
using Orleans.Registry.Protocol;

namespace Orleans.Registry.AspNetCore;

/// <summary>Maps the endpoints that are plain delegates: the hot ones and the streams.</summary>
internal static class HotEndpoints
{
    public static void Map(RouteGroupBuilder group, IServiceProvider services, ILogger logger)
    {
        var registry = services.GetRequiredService<IServiceRegistry>();
        var options = services.GetRequiredService<IOptions<ServiceRegistryHttpOptions>>();
        var instruments = services.GetRequiredService<RegistryHttpInstruments>();
        MapReads(group, new ServiceReadEndpoints(registry, services.GetRequiredService<AnswerBudget>(), instruments), logger);
        MapRenewals(group, new RenewalEndpoints(registry, options), logger);

        var lifetime = services.GetRequiredService<IHostApplicationLifetime>();
        var time = services.GetRequiredService<TimeProvider>();
        var watches = new WatchEndpoints(
            registry,
            services.GetRequiredService<WatchFrames>(),
            new LongPollEndpoint(registry, options, lifetime, time),
            instruments,
            options,
            lifetime,
            time,
            logger);
        MapWatches(group, watches, logger);
    }

    private static void MapReads(RouteGroupBuilder group, ServiceReadEndpoints reads, ILogger logger)
    {
        group.MapGet(RegistryRoutes.Service, FailureAnswer.Guard(reads.GetServiceAsync, logger))
            .Describe(reads.GetServiceAsync, typeof(ServiceAnswerDto))
            .Named("GetService", "Reads a whole service.", KnownParameters.Read);
        group.MapGet(RegistryRoutes.ServiceInstances, FailureAnswer.Guard(reads.GetInstancesAsync, logger))
            .Describe(reads.GetInstancesAsync, typeof(DiscoveryAnswerDto))
            .Named("Discover", "Reads the instances of a service that fit all filters.", KnownParameters.FilterAndRead);
    }

    private static void MapRenewals(RouteGroupBuilder group, RenewalEndpoints renewals, ILogger logger)
    {
        group.MapPost(RegistryRoutes.Renewals, FailureAnswer.Guard(renewals.RenewManyAsync, logger))
            .Describe(renewals.RenewManyAsync, typeof(RenewalsResponseDto))
            .WithMetadata(new BodyType(typeof(RenewalsRequestDto)))
            .WithMetadata(WithoutIdempotencyKey.Instance)
            .Named("RenewLeases", "Renews leases: one outcome for each wish, in its order.");
        group.MapPut(RegistryRoutes.Lease, FailureAnswer.Guard(renewals.RenewOneAsync, logger))
            .Describe(renewals.RenewOneAsync, null, StatusCodes.Status204NoContent)
            .WithMetadata(WithoutIdempotencyKey.Instance)
            .Named(
                "RenewLease",
                "Renews one lease: 204; 404 to register again; 409 when another process has the id.",
                new QueryParameter("incarnation", "The incarnation the caller registered with: 1 to 16 hexadecimal digits."));
    }

    private static void MapWatches(RouteGroupBuilder group, WatchEndpoints watches, ILogger logger)
    {
        group.MapGet(RegistryRoutes.ServiceWatch, FailureAnswer.Guard(watches.WatchOneAsync, logger))
            .Describe(watches.WatchOneAsync, typeof(WatchEventDto), mediaType: SseNames.MediaType)
            .Named("WatchService", "Watches one service: server-sent events, or a long poll with after or wait.", WatchArguments.OfOne);
        group.MapGet(RegistryRoutes.Watch, FailureAnswer.Guard(watches.WatchManyAsync, logger))
            .Describe(watches.WatchManyAsync, typeof(WatchEventDto), mediaType: SseNames.MediaType)
            .Named("WatchServices", "Watches several services over one stream of server-sent events.", WatchArguments.OfMany);
        group.MapPost(RegistryRoutes.Watch, FailureAnswer.Guard(watches.WatchPostedAsync, logger))
            .Describe(watches.WatchPostedAsync, typeof(WatchEventDto), mediaType: SseNames.MediaType)
            .WithMetadata(new BodyType(typeof(WatchRequestDto)))
            .WithMetadata(WithoutIdempotencyKey.Instance)
            .Named("OpenWatch", "Watches several services over one stream, each from what the reader holds.");
    }
}
