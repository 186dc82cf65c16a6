using Orleans.Services;

namespace Orleans.Registry.Cluster;

/// <summary>Reaches the <see cref="IRegistrySiloService"/> of each silo.</summary>
internal interface IRegistrySiloClient : IGrainServiceClient<IRegistrySiloService>
{
    IRegistrySiloService At(SiloAddress silo);
}
