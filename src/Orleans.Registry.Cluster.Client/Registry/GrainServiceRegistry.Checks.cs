namespace Orleans.Registry.Cluster;

/// <content>Checks on demand.</content>
public sealed partial class GrainServiceRegistry
{
    /// <inheritdoc/>
    public ValueTask<RegistryResult<HealthCheckAnswer>> CheckNowAsync(InstanceId id, CancellationToken cancellationToken = default)
        => OfInstance(id, static i => i.CheckNowAsync(), cancellationToken);
}
