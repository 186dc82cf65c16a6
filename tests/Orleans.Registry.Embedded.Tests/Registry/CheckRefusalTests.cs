using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Registry.ConformanceTests.Registries;

namespace Orleans.Registry.Embedded.Tests.Registry;

/// <summary>What a host cannot check it refuses, or says so.</summary>
public sealed class CheckRefusalTests
{
    private static readonly EmbeddedRegistryOptions Quick = new() { LeaseGrace = TimeSpan.Zero };

    [Fact]
    public async Task A_registry_that_runs_no_checks_refuses_whoever_asks_for_some()
    {
        await using var registry = new EmbeddedServiceRegistry(new MemoryRegistryStore(TimeProvider.System), Quick, TimeProvider.System, NullLoggerFactory.Instance);
        await registry.StartAsync(CancellationToken.None);

        var result = await registry.RegisterAsync(With(new("queue", HealthCheckKind.Reported), new("web", HealthCheckKind.Http)));

        Assert.Equal(RegistryErrorCode.InvalidRequest, result.Error?.Code);
        Assert.Equal("healthChecks[1].kind", Assert.Single(result.Error!.Fields).Field);
        Assert.True((await registry.RegisterAsync(With(new HealthCheckDefinition("queue", HealthCheckKind.Reported)))).IsSuccess);
    }

    private static InstanceRegistration With(params HealthCheckDefinition[] checks)
    {
        var registration = Sample.Registration("orders-1");
        return registration with { Details = registration.Details with { HealthChecks = EquatableArray<HealthCheckDefinition>.Create(checks) } };
    }
}
