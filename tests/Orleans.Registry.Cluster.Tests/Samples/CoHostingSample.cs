using Microsoft.Extensions.Hosting;

namespace Orleans.Registry.Cluster.Tests.Samples;

/// <summary>How an application that runs silos already hosts the registry in them: docs/orleans.md shows these lines.</summary>
internal static class CoHostingSample
{
    /// <summary>The application's own silo, with the registry beside its grains.</summary>
    public static IHost Build(int siloPort, int gatewayPort)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.UseOrleans(silo =>
        {
            // The application's own choices; the registry takes none of them over.
            silo.UseLocalhostClustering(siloPort, gatewayPort);
            silo.UseInMemoryReminderService();
            silo.AddMemoryGrainStorageAsDefault();

            silo.AddMemoryGrainStorage(ClusterRegistryOptions.DefaultProviderName);
            silo.AddMemoryStreams(ClusterRegistryOptions.DefaultProviderName);
            silo.AddServiceRegistry();
        });
        return builder.Build();
    }
}
