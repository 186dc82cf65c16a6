using Orleans.Runtime.Services;

namespace Orleans.Registry.Cluster;

/// <inheritdoc cref="IRegistrySiloClient"/>
internal sealed class RegistrySiloClient(IServiceProvider services) : GrainServiceClient<IRegistrySiloService>(services), IRegistrySiloClient
{
    public IRegistrySiloService At(SiloAddress silo) => GetGrainService(silo);
}
