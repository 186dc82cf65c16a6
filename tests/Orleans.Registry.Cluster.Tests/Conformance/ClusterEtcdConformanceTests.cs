using Orleans.Registry.Cluster.Tests.Support;
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
    public sealed class ActiveChecks(SharedEtcd etcd) : ActiveCheckConformance(new EtcdFactory(etcd)), IClassFixture<SharedEtcd>;

    public sealed class BadInput(SharedEtcd etcd) : BadInputConformance(new EtcdFactory(etcd)), IClassFixture<SharedEtcd>;

    [RequiresServer(EtcdServer.Program)]
    public sealed class Concurrency(SharedEtcd etcd) : ConcurrencyConformance(new EtcdFactory(etcd)), IClassFixture<SharedEtcd>;

    [RequiresServer(EtcdServer.Program)]
    public sealed class Configurations(SharedEtcd etcd) : ConfigurationConformance(new EtcdFactory(etcd)), IClassFixture<SharedEtcd>;

    [RequiresServer(EtcdServer.Program)]
    public sealed class Drains(SharedEtcd etcd) : DrainConformance(new EtcdFactory(etcd)), IClassFixture<SharedEtcd>;

    [RequiresServer(EtcdServer.Program)]
    public sealed class Explanations(SharedEtcd etcd) : ExplainConformance(new EtcdFactory(etcd)), IClassFixture<SharedEtcd>;

    [RequiresServer(EtcdServer.Program)]
    public sealed class Freshness(SharedEtcd etcd) : FreshnessConformance(new EtcdFactory(etcd)), IClassFixture<SharedEtcd>;

    [RequiresServer(EtcdServer.Program)]
    public sealed class Health(SharedEtcd etcd) : HealthConformance(new EtcdFactory(etcd)), IClassFixture<SharedEtcd>;

    [RequiresServer(EtcdServer.Program)]
    public sealed class History(SharedEtcd etcd) : HistoryConformance(new EtcdFactory(etcd)), IClassFixture<SharedEtcd>;

    [RequiresServer(EtcdServer.Program)]
    public sealed class Idempotency(SharedEtcd etcd) : IdempotencyConformance(new EtcdFactory(etcd)), IClassFixture<SharedEtcd>;

    [RequiresServer(EtcdServer.Program)]
    public sealed class Leases(SharedEtcd etcd) : LeaseConformance(new EtcdFactory(etcd)), IClassFixture<SharedEtcd>;

    [RequiresServer(EtcdServer.Program)]
    public sealed class Overrides(SharedEtcd etcd) : OverrideConformance(new EtcdFactory(etcd)), IClassFixture<SharedEtcd>;

    [RequiresServer(EtcdServer.Program)]
    public sealed class Policies(SharedEtcd etcd) : PolicyConformance(new EtcdFactory(etcd)), IClassFixture<SharedEtcd>;

    [RequiresServer(EtcdServer.Program)]
    public sealed class Protection(SharedEtcd etcd) : ProtectionConformance(new EtcdFactory(etcd)), IClassFixture<SharedEtcd>;

    [RequiresServer(EtcdServer.Program)]
    public sealed class Queries(SharedEtcd etcd) : QueryConformance(new EtcdFactory(etcd)), IClassFixture<SharedEtcd>;

    [RequiresServer(EtcdServer.Program)]
    public sealed class Registrations(SharedEtcd etcd) : RegistrationConformance(new EtcdFactory(etcd)), IClassFixture<SharedEtcd>;

    [RequiresServer(EtcdServer.Program)]
    public sealed class Restarts(SharedEtcd etcd) : RestartConformance(new EtcdFactory(etcd)), IClassFixture<SharedEtcd>;

    [RequiresServer(EtcdServer.Program)]
    public sealed class Updates(SharedEtcd etcd) : UpdateConformance(new EtcdFactory(etcd)), IClassFixture<SharedEtcd>;

    [RequiresServer(EtcdServer.Program)]
    public sealed class Watches(SharedEtcd etcd) : WatchConformance(new EtcdFactory(etcd)), IClassFixture<SharedEtcd>;

    [RequiresServer(EtcdServer.Program)]
    public sealed class WatchResumes(SharedEtcd etcd) : WatchResumeConformance(new EtcdFactory(etcd)), IClassFixture<SharedEtcd>;
}
