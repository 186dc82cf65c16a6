using System.Diagnostics;
using Orleans.Registry.Protocol;

namespace Orleans.Registry.AspNetCore;

/// <summary>Spans of the HTTP door beside those that ASP.NET Core makes of each request.</summary>
internal static class RegistryHttpActivities
{
    private static readonly ActivitySource Source = new(RegistryHttpInstruments.MeterName);

    /// <summary>
    /// Begins the span of opening a watch: what the registry does before the stream begins. The span of the request itself lasts
    /// as long as the stream.
    /// </summary>
    public static Activity? StartWatchOpen(WatchRequest request)
    {
        var activity = Source.StartActivity("registry.watch.open");
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag("registry.watch.targets", request.Targets.Count);
            if (request.Targets.Count == 1)
            {
                activity.SetTag("registry.service.name", request.Targets[0].Service.Value);
            }
        }

        return activity;
    }

    /// <summary>Says why what a span stands for failed.</summary>
    public static void Fail(Activity? activity, RegistryError error)
    {
        activity?.SetTag("error.type", ErrorCodes.ToText(error.Code));
        activity?.SetStatus(ActivityStatusCode.Error, error.Message);
    }
}
