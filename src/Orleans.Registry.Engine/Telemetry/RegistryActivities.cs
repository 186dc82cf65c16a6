using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Orleans.Registry.Engine;

/// <summary>
/// Spans of the engines. None is made unless somebody listens, and none for renewals, reads or picks, whoever listens.
/// </summary>
public static class RegistryActivities
{
    /// <summary>Name of the source of what the owners of services do.</summary>
    public const string SourceName = "Orleans.Registry.Engine";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Begins the span of a registration.</summary>
    /// <param name="source">The engine's source.</param>
    /// <param name="registration">What is registered.</param>
    /// <returns>To be disposed of at its end; <c>null</c> when nobody listens.</returns>
    public static Activity? StartRegister(ActivitySource source, InstanceRegistration registration)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(registration);
        var activity = source.StartActivity("registry.register");
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag("registry.service.name", registration.Service.Value);
            activity.SetTag("registry.instance.id", registration.Id.Value);
        }

        return activity;
    }

    /// <summary>Marks a span, if there is one, as failed, if there is an error, which it returns.</summary>
    [return: NotNullIfNotNull(nameof(error))]
    public static RegistryError? Fail(Activity? activity, RegistryError? error)
    {
        if (activity is not null && error is not null)
        {
            activity.SetTag("error.type", TelemetryText.Of(error.Code));
            activity.SetStatus(ActivityStatusCode.Error, error.Message);
        }

        return error;
    }

    /// <summary>Whose span a command belongs to; nobody's when nobody listens.</summary>
    internal static ActivityContext Current => Source.HasListeners() ? Activity.Current?.Context ?? default : default;

    /// <summary>
    /// Begins the span of a write. Commands that share it may belong to several callers: it is a child of the first one's span
    /// and linked to the others'.
    /// </summary>
    internal static Activity? StartAppend(ServiceName service, int changes, List<MailboxItem> batch)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var callers = batch.Select(static i => i.Caller).Where(static c => c != default).ToList();
        var activity = Source.StartActivity(
            ActivityKind.Internal, callers.FirstOrDefault(), links: callers.Skip(1).Select(static c => new ActivityLink(c)), name: "registry.store.append");
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag("registry.service.name", service.Value);
            activity.SetTag("registry.append.changes", changes);
        }

        return activity;
    }
}
