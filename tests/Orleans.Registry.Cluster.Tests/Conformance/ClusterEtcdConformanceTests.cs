using Orleans.Registry.ConformanceTests.Registries;
using Orleans.Registry.ConformanceTests.Registries.Aspects;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.Cluster.Tests.Conformance;

/// <summary>The contract on a cluster with records in etcd.</summary>
public sealed class ClusterEtcdConformanceTests
{
    [Fact]
    public void No_aspect_of_the_contract_is_left_out() => Assert.Empty(ConformanceAspects.MissingIn(typeof(ClusterEtcdConformanceTests)));

    [RequiresServer(EtcdServer.Program)]
    public sealed class ActiveChecks() : ActiveCheckConformance(new EtcdFactory());

    public sealed class BadInput() : BadInputConformance(new EtcdFactory());

    [RequiresServer(EtcdServer.Program)]
    public sealed class Concurrency() : ConcurrencyConformance(new EtcdFactory());

    [RequiresServer(EtcdServer.Program)]
    public sealed class Configurations() : ConfigurationConformance(new EtcdFactory());

    [RequiresServer(EtcdServer.Program)]
    public sealed class Drains() : DrainConformance(new EtcdFactory());

    [RequiresServer(EtcdServer.Program)]
    public sealed class Explanations() : ExplainConformance(new EtcdFactory());

    [RequiresServer(EtcdServer.Program)]
    public sealed class Freshness() : FreshnessConformance(new EtcdFactory());

    [RequiresServer(EtcdServer.Program)]
    public sealed class Health() : HealthConformance(new EtcdFactory());

    [RequiresServer(EtcdServer.Program)]
    public sealed class History() : HistoryConformance(new EtcdFactory());

    [RequiresServer(EtcdServer.Program)]
    public sealed class Idempotency() : IdempotencyConformance(new EtcdFactory());

    [RequiresServer(EtcdServer.Program)]
    public sealed class Leases() : LeaseConformance(new EtcdFactory());

    [RequiresServer(EtcdServer.Program)]
    public sealed class Overrides() : OverrideConformance(new EtcdFactory());

    [RequiresServer(EtcdServer.Program)]
    public sealed class Policies() : PolicyConformance(new EtcdFactory());

    [RequiresServer(EtcdServer.Program)]
    public sealed class Protection() : ProtectionConformance(new EtcdFactory());

    [RequiresServer(EtcdServer.Program)]
    public sealed class Queries() : QueryConformance(new EtcdFactory());

    [RequiresServer(EtcdServer.Program)]
    public sealed class Registrations() : RegistrationConformance(new EtcdFactory());

    [RequiresServer(EtcdServer.Program)]
    public sealed class Restarts() : RestartConformance(new EtcdFactory());

    [RequiresServer(EtcdServer.Program)]
    public sealed class Updates() : UpdateConformance(new EtcdFactory());

    [RequiresServer(EtcdServer.Program)]
    public sealed class Watches() : WatchConformance(new EtcdFactory());

    [RequiresServer(EtcdServer.Program)]
    public sealed class WatchResumes() : WatchResumeConformance(new EtcdFactory());
}
