using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Orleans.Registry.Embedded;

/// <summary>The names under which this library measures and traces.</summary>
internal static class EmbeddedTelemetry
{
    /// <summary>Name of the meter and of the source of spans.</summary>
    public const string Name = "Orleans.Registry.Embedded";

    public static readonly ActivitySource Activities = new(Name);

    /// <summary>The factory's meter, or one of the caller's own, which it then disposes of.</summary>
    public static (Meter Meter, bool IsOwned) CreateMeter(IMeterFactory? factory)
        => factory is null ? (new Meter(Name), true) : (factory.Create(Name), false);
}
