using Orleans.Registry.ConformanceTests.Registries;
using Orleans.Registry.ConformanceTests.Registries.Aspects;

namespace Orleans.Registry.Embedded.Tests.Conformance;

/// <summary>The contract on the embedded registry with records in a journal on disk.</summary>
public sealed class EmbeddedJournalConformanceTests
{
    [Fact]
    public void No_aspect_of_the_contract_is_left_out() => Assert.Empty(ConformanceAspects.MissingIn(typeof(EmbeddedJournalConformanceTests)));

    public sealed class ActiveChecks() : ActiveCheckConformance(new JournalFactory());

    public sealed class BadInput() : BadInputConformance(new JournalFactory());

    public sealed class Concurrency() : ConcurrencyConformance(new JournalFactory());

    public sealed class Configurations() : ConfigurationConformance(new JournalFactory());

    public sealed class Drains() : DrainConformance(new JournalFactory());

    public sealed class Explanations() : ExplainConformance(new JournalFactory());

    public sealed class Freshness() : FreshnessConformance(new JournalFactory());

    public sealed class Health() : HealthConformance(new JournalFactory());

    public sealed class History() : HistoryConformance(new JournalFactory());

    public sealed class Idempotency() : IdempotencyConformance(new JournalFactory());

    public sealed class Leases() : LeaseConformance(new JournalFactory());

    public sealed class Overrides() : OverrideConformance(new JournalFactory());

    public sealed class Policies() : PolicyConformance(new JournalFactory());

    public sealed class Protection() : ProtectionConformance(new JournalFactory());

    public sealed class Queries() : QueryConformance(new JournalFactory());

    public sealed class Registrations() : RegistrationConformance(new JournalFactory());

    public sealed class Restarts() : RestartConformance(new JournalFactory());

    public sealed class Updates() : UpdateConformance(new JournalFactory());

    public sealed class Watches() : WatchConformance(new JournalFactory());

    public sealed class WatchResumes() : WatchResumeConformance(new JournalFactory());
}
