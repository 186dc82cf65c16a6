using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Registry.Cluster.Tests.Support;

/// <summary>
/// Puts a clock that a test moves into silos. The registry, the timers of grains and the reminders run by it. What silos need to
/// stay one cluster stays on the system's clock: Orleans resolves a clock for each of its parts, under these keys.
/// </summary>
internal static class MovedTime
{
    private static readonly string[] OnSystemTime =
    [
        "Orleans.Membership", "Orleans.Messaging", "Orleans.SystemTimers", "Orleans.ActivationManagement", "Orleans.GrainDirectory", "Orleans.Streaming",
    ];

    private static readonly string[] OnMovedTime = ["Orleans.Grains", "Orleans.Reminders"];

    public static void Use(ISiloBuilder silo, TimeProvider time)
    {
        silo.Services.AddSingleton(time);
        foreach (var part in OnSystemTime)
        {
            silo.Services.AddKeyedSingleton(part, TimeProvider.System);
        }

        var passing = new PassingTimeProvider(time);
        foreach (var part in OnMovedTime)
        {
            silo.Services.AddKeyedSingleton<TimeProvider>(part, passing);
        }
    }
}
