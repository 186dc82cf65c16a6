namespace Orleans.Registry.Cluster;

/// <summary>
/// What runs the checks of the instances whose grains live in this silo, and brings what they report to those grains.
/// <see cref="Runner"/> is <c>null</c> where the silo runs none.
/// </summary>
internal sealed class SiloChecks(IServiceProvider services, IGrainFactory grains) : IHealthReportSink
{
    public IHealthCheckRunner? Runner { get; } = (IHealthCheckRunner?)services.GetService(typeof(IHealthCheckRunner));

    public async ValueTask<bool> ReportAsync(ServiceInstance instance, HealthReport report, CancellationToken cancellationToken)
        => await grains.GetGrain<ILeaseGrain>(instance.Id.Value).CheckedAsync(instance.Incarnation, report).WaitAsync(cancellationToken);
}
