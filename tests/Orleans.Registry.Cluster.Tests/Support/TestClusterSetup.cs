using Orleans.Configuration;

namespace Orleans.Registry.Cluster.Tests.Support;

/// <summary>How a test's cluster is made.</summary>
internal sealed record TestClusterSetup
{
    /// <summary>Silos at the start. Default 1.</summary>
    public short Silos { get; init; } = 1;

    /// <summary>Whether <see cref="Silo"/> sets up reminders. Default no: they are in the test's memory.</summary>
    public bool OwnReminders { get; init; }

    /// <summary>Changes the registry's options.</summary>
    public Action<ClusterRegistryOptions> Options { get; init; } = static _ => { };

    /// <summary>Changes the silos.</summary>
    public Action<ISiloBuilder> Silo { get; init; } = static _ => { };

    /// <summary>Changes the client.</summary>
    public Action<IClientBuilder> Client { get; init; } = static _ => { };

    /// <summary>Lets silos find out within about a second that another one is dead.</summary>
    public static void NoticeDeathsSoon(ISiloBuilder silo) => silo.Configure<ClusterMembershipOptions>(static o =>
    {
        o.ProbeTimeout = TimeSpan.FromMilliseconds(500);
        o.NumMissedProbesLimit = 2;
    });
}
