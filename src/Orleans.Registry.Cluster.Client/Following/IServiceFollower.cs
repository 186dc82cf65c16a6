namespace Orleans.Registry.Cluster;

/// <summary>A process that follows services, as their owners see it.</summary>
[Alias("Orleans.Registry.IServiceFollower")]
public interface IServiceFollower : IGrainObserver
{
    /// <summary>How far the process's watchers of a service are with a drain that began at a position.</summary>
    [Alias("MeasureDrain")]
    Task<DrainProgress> MeasureDrainAsync(ServiceName service, InstanceId id, ServicePosition position);
}
