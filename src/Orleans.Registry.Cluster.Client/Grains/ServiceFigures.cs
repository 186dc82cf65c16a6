namespace Orleans.Registry.Cluster;

/// <summary>A service in one line.</summary>
/// <param name="Summary">The line.</param>
/// <param name="ByStatus">How many instances by status: one number for each <see cref="InstanceStatus"/>.</param>
[GenerateSerializer, Immutable, Alias("Orleans.Registry.ServiceFigures")]
public sealed record ServiceFigures([property: Id(0)] ServiceSummary Summary, [property: Id(1)] int[] ByStatus);
