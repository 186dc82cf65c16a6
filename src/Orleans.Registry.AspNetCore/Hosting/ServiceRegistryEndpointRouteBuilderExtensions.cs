using Microsoft.Extensions.Options;
using Orleans.Registry;
using Orleans.Registry.AspNetCore;
using Orleans.Registry.Protocol;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the registry's HTTP door.</summary>
public static class ServiceRegistryEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps the registry under <c>/api/v1</c>, with <c>/healthz</c>, <c>/readyz</c> and <c>/openapi/v1.json</c>. Conventions
    /// on what is returned (authorization, rate limits, CORS) apply to all of it. Metrics are in the meters named
    /// <c>Orleans.Registry.*</c>, for the program to export.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// <c>AddServiceRegistryHttp</c> was not called, or no <see cref="IServiceRegistry"/> was added.
    /// </exception>
    public static RouteGroupBuilder MapServiceRegistry(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var services = endpoints.ServiceProvider;
        var options = services.GetRequiredService<IOptions<ServiceRegistryHttpOptions>>().Value;
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Orleans.Registry.AspNetCore");
        var group = endpoints.MapGroup(string.Empty);
        group.WithTags("registry");

        var bound = group.MapGroup(string.Empty);
        bound.AddEndpointFilter(new RequestFilter(logger));
        InstanceApi.Map(bound);
        InstanceStatusApi.Map(bound);
        ServiceApi.Map(bound);
        HistoryApi.Map(bound);
        PolicyApi.Map(bound);
        ConfigurationApi.Map(bound);
        ConfirmationApi.Map(bound);
        OperationsApi.Map(bound);

        HotEndpoints.Map(group, services, logger);
        if (options.ServeOpenApi)
        {
            group.MapOpenApi(RegistryRoutes.OpenApi.Replace("v1", "{documentName}", StringComparison.Ordinal));
        }

        MapUnknown(group, services);
        return group;
    }

    private static void MapUnknown(RouteGroupBuilder group, IServiceProvider services)
    {
        var unknown = new UnknownRoute(services.GetRequiredService<EndpointDataSource>());
        string[] patterns = [RegistryRoutes.Prefix + "/{**path}", RegistryRoutes.Healthz, RegistryRoutes.Readyz];
        foreach (var pattern in patterns)
        {
            group.Map(pattern, unknown.AnswerAsync).WithOrder(int.MaxValue).ExcludeFromDescription();
        }
    }
}
