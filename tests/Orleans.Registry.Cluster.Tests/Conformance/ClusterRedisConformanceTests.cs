using Orleans.Registry.Cluster.Tests.Support;
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
    public sealed class ActiveChecks(SharedRedis redis) : ActiveCheckConformance(new RedisFactory(redis)), IClassFixture<SharedRedis>;

    public sealed class BadInput(SharedRedis redis) : BadInputConformance(new RedisFactory(redis)), IClassFixture<SharedRedis>;

    [RequiresServer(RedisServer.Program)]
    public sealed class Concurrency(SharedRedis redis) : ConcurrencyConformance(new RedisFactory(redis)), IClassFixture<SharedRedis>;

    [RequiresServer(RedisServer.Program)]
    public sealed class Configurations(SharedRedis redis) : ConfigurationConformance(new RedisFactory(redis)), IClassFixture<SharedRedis>;

    [RequiresServer(RedisServer.Program)]
    public sealed class Drains(SharedRedis redis) : DrainConformance(new RedisFactory(redis)), IClassFixture<SharedRedis>;

    [RequiresServer(RedisServer.Program)]
    public sealed class Explanations(SharedRedis redis) : ExplainConformance(new RedisFactory(redis)), IClassFixture<SharedRedis>;

    [RequiresServer(RedisServer.Program)]
    public sealed class Freshness(SharedRedis redis) : FreshnessConformance(new RedisFactory(redis)), IClassFixture<SharedRedis>;

    [RequiresServer(RedisServer.Program)]
    public sealed class Health(SharedRedis redis) : HealthConformance(new RedisFactory(redis)), IClassFixture<SharedRedis>;

    [RequiresServer(RedisServer.Program)]
    public sealed class History(SharedRedis redis) : HistoryConformance(new RedisFactory(redis)), IClassFixture<SharedRedis>;

    [RequiresServer(RedisServer.Program)]
    public sealed class Idempotency(SharedRedis redis) : IdempotencyConformance(new RedisFactory(redis)), IClassFixture<SharedRedis>;

    [RequiresServer(RedisServer.Program)]
    public sealed class Leases(SharedRedis redis) : LeaseConformance(new RedisFactory(redis)), IClassFixture<SharedRedis>;

    [RequiresServer(RedisServer.Program)]
    public sealed class Overrides(SharedRedis redis) : OverrideConformance(new RedisFactory(redis)), IClassFixture<SharedRedis>;

    [RequiresServer(RedisServer.Program)]
    public sealed class Policies(SharedRedis redis) : PolicyConformance(new RedisFactory(redis)), IClassFixture<SharedRedis>;

    [RequiresServer(RedisServer.Program)]
    public sealed class Protection(SharedRedis redis) : ProtectionConformance(new RedisFactory(redis)), IClassFixture<SharedRedis>;

    [RequiresServer(RedisServer.Program)]
    public sealed class Queries(SharedRedis redis) : QueryConformance(new RedisFactory(redis)), IClassFixture<SharedRedis>;

    [RequiresServer(RedisServer.Program)]
    public sealed class Registrations(SharedRedis redis) : RegistrationConformance(new RedisFactory(redis)), IClassFixture<SharedRedis>;

    [RequiresServer(RedisServer.Program)]
    public sealed class Restarts(SharedRedis redis) : RestartConformance(new RedisFactory(redis)), IClassFixture<SharedRedis>;

    [RequiresServer(RedisServer.Program)]
    public sealed class Updates(SharedRedis redis) : UpdateConformance(new RedisFactory(redis)), IClassFixture<SharedRedis>;

    [RequiresServer(RedisServer.Program)]
    public sealed class Watches(SharedRedis redis) : WatchConformance(new RedisFactory(redis)), IClassFixture<SharedRedis>;

    [RequiresServer(RedisServer.Program)]
    public sealed class WatchResumes(SharedRedis redis) : WatchResumeConformance(new RedisFactory(redis)), IClassFixture<SharedRedis>;
}
