using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Registry.ConformanceTests.Registries;
using Orleans.Registry.HealthChecks;

namespace Orleans.Registry.Embedded.Tests.Sharing;

/// <summary>An embedded registry on stores that a test makes as it needs them.</summary>
internal sealed class EmbeddedUnderTest(RegistrySetup setup, ITestStorage storage) : RegistryUnderTest
{
    private EmbeddedServiceRegistry? _registry;
    private HealthCheckRunner? _checks;

    public override IServiceRegistry Registry => _registry ?? throw new InvalidOperationException("It does not run.");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var options = new EmbeddedRegistryOptions
        {
            LogCapacity = setup.LogCapacity,
            MaxServices = setup.MaxServices,
            LeaseGrace = setup.LeaseGrace,

            // No other registry comes: one that has to wait for its machine must not doubt that it leads.
            ClaimTtl = TimeSpan.FromMinutes(5),
        };
        _checks = new HealthCheckRunner(new HealthCheckOptions(), TimeProvider.System, NullLoggerFactory.Instance);
        _registry = new EmbeddedServiceRegistry(storage.CreateStore(setup.LogCapacity), options, TimeProvider.System, NullLoggerFactory.Instance, _checks);
        await _registry.StartAsync(cancellationToken);
    }

    public override async ValueTask RestartAsync(bool keepState, CancellationToken cancellationToken)
    {
        await StopAsync();
        if (!keepState)
        {
            storage.Wipe();
        }

        await StartAsync(cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        await StopAsync();
        storage.Wipe();
    }

    private async Task StopAsync()
    {
        if (_registry is { } registry)
        {
            _registry = null;
            await registry.StopAsync(CancellationToken.None);
            await registry.DisposeAsync();
            await _checks!.DisposeAsync();
        }
    }
}
