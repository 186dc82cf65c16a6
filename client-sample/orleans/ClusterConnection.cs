using System.Net;
using Orleans.Configuration;
using Orleans.Registry.Cluster;

namespace Orleans.Registry.ClusterClientSample;

/// <summary>How the client finds the silos, and waits for them with clear words.</summary>
internal static class ClusterConnection
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static void Join(this IClientBuilder client, SampleOptions options)
    {
        client.Configure<ClusterOptions>(o =>
        {
            o.ClusterId = options.ClusterId;
            o.ServiceId = options.ServiceId;
        });
        if (options.IsOnRedis)
        {
            client.UseRedisClustering(options.Redis);
        }
        else
        {
            client.UseStaticClustering(IPEndPoint.Parse(options.Gateway));
        }

        // What a program of its own needs: the registry's types and IServiceRegistry, and the streams that its events are on.
        client.AddServiceRegistry();
        client.AddMemoryStreams(ServiceEvent.DefaultStreamProvider);
        string? said = null;
        client.UseConnectionRetryFilter(async (exception, cancellationToken) =>
        {
            if (SampleOutput.Reason(exception) is var reason && reason != said)
            {
                said = reason;
                SampleOutput.Line($"no cluster '{options.ClusterId}' {options.Whereabouts} yet, trying on: {said}");
            }

            await Task.Delay(Pause, cancellationToken);
            return true;
        });
    }
}
