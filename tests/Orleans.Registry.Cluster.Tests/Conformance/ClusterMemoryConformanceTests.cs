using Orleans.Registry.ConformanceTests.Registries;
using Orleans.Registry.ConformanceTests.Registries.Aspects;

namespace Orleans.Registry.Cluster.Tests.Conformance;

/// <summary>The contract on a cluster with records in memory.</summary>
public sealed class ClusterMemoryConformanceTests
{
    [Fact]
    public void No_aspect_of_the_contract_is_left_out() => Assert.Empty(ConformanceAspects.MissingIn(typeof(ClusterMemoryConformanceTests)));

    public sealed class ActiveChecks() : ActiveCheckConformance(new MemoryFactory());

    public sealed class BadInput() : BadInputConformance(new MemoryFactory());

    public sealed class Concurrency() : ConcurrencyConformance(new MemoryFactory());

    public sealed class Configurations() : ConfigurationConformance(new MemoryFactory());

    public sealed class Drains() : DrainConformance(new MemoryFactory());

    public sealed class Explanations() : ExplainConformance(new MemoryFactory());

    public sealed class Freshness() : FreshnessConformance(new MemoryFactory());

    public sealed class Health() : HealthConformance(new MemoryFactory());

    public sealed class History() : HistoryConformance(new MemoryFactory());

    public sealed class Idempotency() : IdempotencyConformance(new MemoryFactory());

    public sealed class Leases() : LeaseConformance(new MemoryFactory());

    public sealed class Overrides() : OverrideConformance(new MemoryFactory());

    public sealed class Policies() : PolicyConformance(new MemoryFactory());

    public sealed class Protection() : ProtectionConformance(new MemoryFactory());

    public sealed class Queries() : QueryConformance(new MemoryFactory());

    public sealed class Registrations() : RegistrationConformance(new MemoryFactory());

    public sealed class Restarts() : RestartConformance(new MemoryFactory());

    public sealed class Updates() : UpdateConformance(new MemoryFactory());

    public sealed class Watches() : WatchConformance(new MemoryFactory());

    public sealed class WatchResumes() : WatchResumeConformance(new MemoryFactory());
}
