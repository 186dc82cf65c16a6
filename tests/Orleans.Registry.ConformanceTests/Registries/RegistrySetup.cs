namespace Orleans.Registry.ConformanceTests.Registries;

/// <summary>What a suite asks of the registry it is given.</summary>
public sealed record RegistrySetup
{
    /// <summary>Changes the log of a service keeps. Default 4096; 16 or more.</summary>
    public int LogCapacity { get; init; } = 4096;

    /// <summary>Most services. Default 200,000.</summary>
    public int MaxServices { get; init; } = 200_000;

    /// <summary>How long nothing expires after a start or a pause. Default none.</summary>
    public TimeSpan LeaseGrace { get; init; }
}
