using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Orleans.Registry.Cluster;

/// <inheritdoc cref="IRegistrySiloService"/>
[Reentrant]
internal sealed class RegistrySiloService(
    GrainId id, Silo silo, ILoggerFactory loggers, LocalRegistry local) : GrainService(id, silo, loggers), IRegistrySiloService
{
    public Task<byte[]> RenewAsync(RenewalBatch batch) => Task.FromResult(local.Renew(batch));

    public Task<long> YieldAsync(string id) => Task.FromResult(local.Yield(id));

    public Task<SiloFigures> MeasureAsync() => Task.FromResult(local.Measure());
}
