using Orleans.Registry.ConformanceTests.Registries;
using Orleans.Registry.ConformanceTests.Registries.Aspects;

namespace Orleans.Registry.Client.Tests.Conformance;

/// <summary>The contract through the client, over HTTP and real sockets, to a registry that keeps its records in a journal.</summary>
public sealed class HttpClientConformanceTests
{
    [Fact]
    public void No_aspect_of_the_contract_is_left_out() => Assert.Empty(ConformanceAspects.MissingIn(typeof(HttpClientConformanceTests)));

    public sealed class ActiveChecks() : ActiveCheckConformance(new HttpFactory());

    public sealed class BadInput() : BadInputConformance(new HttpFactory());

    public sealed class Concurrency() : ConcurrencyConformance(new HttpFactory());

    public sealed class Configurations() : ConfigurationConformance(new HttpFactory());

    public sealed class Drains() : DrainConformance(new HttpFactory());

    public sealed class Explanations() : ExplainConformance(new HttpFactory());

    public sealed class Freshness() : FreshnessConformance(new HttpFactory());

    public sealed class Health() : HealthConformance(new HttpFactory());

    public sealed class History() : HistoryConformance(new HttpFactory());

    public sealed class Idempotency() : IdempotencyConformance(new HttpFactory());

    public sealed class Leases() : LeaseConformance(new HttpFactory());

    public sealed class Overrides() : OverrideConformance(new HttpFactory());

    public sealed class Policies() : PolicyConformance(new HttpFactory());

    public sealed class Protection() : ProtectionConformance(new HttpFactory());

    public sealed class Queries() : QueryConformance(new HttpFactory());

    public sealed class Registrations() : RegistrationConformance(new HttpFactory());

    public sealed class Restarts() : RestartConformance(new HttpFactory());

    public sealed class Updates() : UpdateConformance(new HttpFactory());

    public sealed class Watches() : WatchConformance(new HttpFactory());

    public sealed class WatchResumes() : WatchResumeConformance(new HttpFactory());
}
