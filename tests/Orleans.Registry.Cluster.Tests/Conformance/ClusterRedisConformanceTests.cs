using Orleans.Registry.ConformanceTests.Registries;
using Orleans.Registry.ConformanceTests.Registries.Aspects;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.Cluster.Tests.Conformance;

/// <summary>The contract on a cluster with records and reminders in Redis.</summary>
public sealed class ClusterRedisConformanceTests
{
    [Fact]
    public void No_aspect_of_the_contract_is_left_out() => Assert.Empty(ConformanceAspects.MissingIn(typeof(ClusterRedisConformanceTests)));

    [RequiresServer(RedisServer.Program)]
    public sealed class ActiveChecks() : ActiveCheckConformance(new RedisFactory());

    public sealed class BadInput() : BadInputConformance(new RedisFactory());

    [RequiresServer(RedisServer.Program)]
    public sealed class Concurrency() : ConcurrencyConformance(new RedisFactory());

    [RequiresServer(RedisServer.Program)]
    public sealed class Configurations() : ConfigurationConformance(new RedisFactory());

    [RequiresServer(RedisServer.Program)]
    public sealed class Drains() : DrainConformance(new RedisFactory());

    [RequiresServer(RedisServer.Program)]
    public sealed class Explanations() : ExplainConformance(new RedisFactory());

    [RequiresServer(RedisServer.Program)]
    public sealed class Freshness() : FreshnessConformance(new RedisFactory());

    [RequiresServer(RedisServer.Program)]
    public sealed class Health() : HealthConformance(new RedisFactory());

    [RequiresServer(RedisServer.Program)]
    public sealed class History() : HistoryConformance(new RedisFactory());

    [RequiresServer(RedisServer.Program)]
    public sealed class Idempotency() : IdempotencyConformance(new RedisFactory());

    [RequiresServer(RedisServer.Program)]
    public sealed class Leases() : LeaseConformance(new RedisFactory());

    [RequiresServer(RedisServer.Program)]
    public sealed class Overrides() : OverrideConformance(new RedisFactory());

    [RequiresServer(RedisServer.Program)]
    public sealed class Policies() : PolicyConformance(new RedisFactory());

    [RequiresServer(RedisServer.Program)]
    public sealed class Protection() : ProtectionConformance(new RedisFactory());

    [RequiresServer(RedisServer.Program)]
    public sealed class Queries() : QueryConformance(new RedisFactory());

    [RequiresServer(RedisServer.Program)]
    public sealed class Registrations() : RegistrationConformance(new RedisFactory());

    [RequiresServer(RedisServer.Program)]
    public sealed class Restarts() : RestartConformance(new RedisFactory());

    [RequiresServer(RedisServer.Program)]
    public sealed class Updates() : UpdateConformance(new RedisFactory());

    [RequiresServer(RedisServer.Program)]
    public sealed class Watches() : WatchConformance(new RedisFactory());

    [RequiresServer(RedisServer.Program)]
    public sealed class WatchResumes() : WatchResumeConformance(new RedisFactory());
}
