using Orleans.Registry.ConformanceTests.Registries;
using Orleans.Registry.ConformanceTests.Registries.Aspects;
using Orleans.Registry.Persistence.Redis.Tests.Support;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.Persistence.Redis.Tests;

/// <summary>The contract on the embedded registry with its records in Redis.</summary>
public sealed class EmbeddedOnRedisConformanceTests
{
    [Fact]
    public void No_aspect_of_the_contract_is_left_out() => Assert.Empty(ConformanceAspects.MissingIn(typeof(EmbeddedOnRedisConformanceTests)));

    [RequiresServer(RedisServer.Program)]
    public sealed class ActiveChecks(SharedRedis redis) : ActiveCheckConformance(new RedisRegistryFactory(redis)), IClassFixture<SharedRedis>;

    public sealed class BadInput(SharedRedis redis) : BadInputConformance(new RedisRegistryFactory(redis)), IClassFixture<SharedRedis>;

    [RequiresServer(RedisServer.Program)]
    public sealed class Concurrency(SharedRedis redis) : ConcurrencyConformance(new RedisRegistryFactory(redis)), IClassFixture<SharedRedis>;

    [RequiresServer(RedisServer.Program)]
    public sealed class Configurations(SharedRedis redis) : ConfigurationConformance(new RedisRegistryFactory(redis)), IClassFixture<SharedRedis>;

    [RequiresServer(RedisServer.Program)]
    public sealed class Drains(SharedRedis redis) : DrainConformance(new RedisRegistryFactory(redis)), IClassFixture<SharedRedis>;

    [RequiresServer(RedisServer.Program)]
    public sealed class Explanations(SharedRedis redis) : ExplainConformance(new RedisRegistryFactory(redis)), IClassFixture<SharedRedis>;

    [RequiresServer(RedisServer.Program)]
    public sealed class Freshness(SharedRedis redis) : FreshnessConformance(new RedisRegistryFactory(redis)), IClassFixture<SharedRedis>;

    [RequiresServer(RedisServer.Program)]
    public sealed class Health(SharedRedis redis) : HealthConformance(new RedisRegistryFactory(redis)), IClassFixture<SharedRedis>;

    [RequiresServer(RedisServer.Program)]
    public sealed class History(SharedRedis redis) : HistoryConformance(new RedisRegistryFactory(redis)), IClassFixture<SharedRedis>;

    [RequiresServer(RedisServer.Program)]
    public sealed class Idempotency(SharedRedis redis) : IdempotencyConformance(new RedisRegistryFactory(redis)), IClassFixture<SharedRedis>;

    [RequiresServer(RedisServer.Program)]
    public sealed class Leases(SharedRedis redis) : LeaseConformance(new RedisRegistryFactory(redis)), IClassFixture<SharedRedis>;

    [RequiresServer(RedisServer.Program)]
    public sealed class Overrides(SharedRedis redis) : OverrideConformance(new RedisRegistryFactory(redis)), IClassFixture<SharedRedis>;

    [RequiresServer(RedisServer.Program)]
    public sealed class Policies(SharedRedis redis) : PolicyConformance(new RedisRegistryFactory(redis)), IClassFixture<SharedRedis>;

    [RequiresServer(RedisServer.Program)]
    public sealed class Protection(SharedRedis redis) : ProtectionConformance(new RedisRegistryFactory(redis)), IClassFixture<SharedRedis>;

    [RequiresServer(RedisServer.Program)]
    public sealed class Queries(SharedRedis redis) : QueryConformance(new RedisRegistryFactory(redis)), IClassFixture<SharedRedis>;

    [RequiresServer(RedisServer.Program)]
    public sealed class Registrations(SharedRedis redis) : RegistrationConformance(new RedisRegistryFactory(redis)), IClassFixture<SharedRedis>;

    [RequiresServer(RedisServer.Program)]
    public sealed class Restarts(SharedRedis redis) : RestartConformance(new RedisRegistryFactory(redis)), IClassFixture<SharedRedis>;

    [RequiresServer(RedisServer.Program)]
    public sealed class Updates(SharedRedis redis) : UpdateConformance(new RedisRegistryFactory(redis)), IClassFixture<SharedRedis>;

    [RequiresServer(RedisServer.Program)]
    public sealed class Watches(SharedRedis redis) : WatchConformance(new RedisRegistryFactory(redis)), IClassFixture<SharedRedis>;

    [RequiresServer(RedisServer.Program)]
    public sealed class WatchResumes(SharedRedis redis) : WatchResumeConformance(new RedisRegistryFactory(redis)), IClassFixture<SharedRedis>;
}
