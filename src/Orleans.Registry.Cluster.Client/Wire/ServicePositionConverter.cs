namespace Orleans.Registry.Cluster;

/// <summary>Between a position and its form on the wire.</summary>
[RegisterConverter]
internal sealed class ServicePositionConverter : IConverter<ServicePosition, ServicePositionSurrogate>
{
    public ServicePosition ConvertFromSurrogate(in ServicePositionSurrogate surrogate) => new(new Epoch(surrogate.Epoch), new Revision(surrogate.Revision));

    public ServicePositionSurrogate ConvertToSurrogate(in ServicePosition value) => new(value.Epoch.Value, value.Revision.Value);
}
