using Orleans.Registry.ConformanceTests.Registries;
using Orleans.Registry.ConformanceTests.Registries.Aspects;
using Orleans.Registry.Persistence.Etcd.Tests.Support;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.Persistence.Etcd.Tests;

/// <summary>The contract on the embedded registry with its records in etcd.</summary>
public sealed class EmbeddedOnEtcdConformanceTests
{
    [Fact]
    public void No_aspect_of_the_contract_is_left_out() => Assert.Empty(ConformanceAspects.MissingIn(typeof(EmbeddedOnEtcdConformanceTests)));

    [RequiresServer(EtcdServer.Program)]
    public sealed class ActiveChecks(SharedEtcd etcd) : ActiveCheckConformance(new EtcdRegistryFactory(etcd)), IClassFixture<SharedEtcd>;

    public sealed class BadInput(SharedEtcd etcd) : BadInputConformance(new EtcdRegistryFactory(etcd)), IClassFixture<SharedEtcd>;

    [RequiresServer(EtcdServer.Program)]
    public sealed class Concurrency(SharedEtcd etcd) : ConcurrencyConformance(new EtcdRegistryFactory(etcd)), IClassFixture<SharedEtcd>;

    [RequiresServer(EtcdServer.Program)]
    public sealed class Configurations(SharedEtcd etcd) : ConfigurationConformance(new EtcdRegistryFactory(etcd)), IClassFixture<SharedEtcd>;

    [RequiresServer(EtcdServer.Program)]
    public sealed class Drains(SharedEtcd etcd) : DrainConformance(new EtcdRegistryFactory(etcd)), IClassFixture<SharedEtcd>;

    [RequiresServer(EtcdServer.Program)]
    public sealed class Explanations(SharedEtcd etcd) : ExplainConformance(new EtcdRegistryFactory(etcd)), IClassFixture<SharedEtcd>;

    [RequiresServer(EtcdServer.Program)]
    public sealed class Freshness(SharedEtcd etcd) : FreshnessConformance(new EtcdRegistryFactory(etcd)), IClassFixture<SharedEtcd>;

    [RequiresServer(EtcdServer.Program)]
    public sealed class Health(SharedEtcd etcd) : HealthConformance(new EtcdRegistryFactory(etcd)), IClassFixture<SharedEtcd>;

    [RequiresServer(EtcdServer.Program)]
    public sealed class History(SharedEtcd etcd) : HistoryConformance(new EtcdRegistryFactory(etcd)), IClassFixture<SharedEtcd>;

    [RequiresServer(EtcdServer.Program)]
    public sealed class Idempotency(SharedEtcd etcd) : IdempotencyConformance(new EtcdRegistryFactory(etcd)), IClassFixture<SharedEtcd>;

    [RequiresServer(EtcdServer.Program)]
    public sealed class Leases(SharedEtcd etcd) : LeaseConformance(new EtcdRegistryFactory(etcd)), IClassFixture<SharedEtcd>;

    [RequiresServer(EtcdServer.Program)]
    public sealed class Overrides(SharedEtcd etcd) : OverrideConformance(new EtcdRegistryFactory(etcd)), IClassFixture<SharedEtcd>;

    [RequiresServer(EtcdServer.Program)]
    public sealed class Policies(SharedEtcd etcd) : PolicyConformance(new EtcdRegistryFactory(etcd)), IClassFixture<SharedEtcd>;

    [RequiresServer(EtcdServer.Program)]
    public sealed class Protection(SharedEtcd etcd) : ProtectionConformance(new EtcdRegistryFactory(etcd)), IClassFixture<SharedEtcd>;

    [RequiresServer(EtcdServer.Program)]
    public sealed class Queries(SharedEtcd etcd) : QueryConformance(new EtcdRegistryFactory(etcd)), IClassFixture<SharedEtcd>;

    [RequiresServer(EtcdServer.Program)]
    public sealed class Registrations(SharedEtcd etcd) : RegistrationConformance(new EtcdRegistryFactory(etcd)), IClassFixture<SharedEtcd>;

    [RequiresServer(EtcdServer.Program)]
    public sealed class Restarts(SharedEtcd etcd) : RestartConformance(new EtcdRegistryFactory(etcd)), IClassFixture<SharedEtcd>;

    [RequiresServer(EtcdServer.Program)]
    public sealed class Updates(SharedEtcd etcd) : UpdateConformance(new EtcdRegistryFactory(etcd)), IClassFixture<SharedEtcd>;

    [RequiresServer(EtcdServer.Program)]
    public sealed class Watches(SharedEtcd etcd) : WatchConformance(new EtcdRegistryFactory(etcd)), IClassFixture<SharedEtcd>;

    [RequiresServer(EtcdServer.Program)]
    public sealed class WatchResumes(SharedEtcd etcd) : WatchResumeConformance(new EtcdRegistryFactory(etcd)), IClassFixture<SharedEtcd>;
}
