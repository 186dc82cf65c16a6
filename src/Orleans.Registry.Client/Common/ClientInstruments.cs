using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Orleans.Registry.Client;

/// <summary>What the client counts and traces, under the name <see cref="Name"/>. Safe to use from many threads.</summary>
internal sealed class ClientInstruments
{
    /// <summary>Name of the meter and of the source of spans.</summary>
    public const string Name = "Orleans.Registry.Client";

    private const string NoEndpoint = "no_endpoint";
    private static readonly ActivitySource Source = new(Name);
    private readonly Counter<long> _selections;
    private readonly Counter<long> _calls;
    private readonly Counter<long> _retries;

    public ClientInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        _selections = meter.CreateCounter<long>(
            "registry.client.selections", "{selection}", "Instances that the balancing was asked to choose, by service and policy; with error.type where there was none.");
        _calls = meter.CreateCounter<long>(
            "registry.client.calls", "{call}", "Calls to instances that discovery chose, by service; with error.type where they failed.");
        _retries = meter.CreateCounter<long>("registry.client.retries", "{attempt}", "Attempts of calls on another instance, by service.");
    }

    /// <summary>Counts what one service's balancing chose.</summary>
    public SelectionCounter Selections(ServiceName service, string policy) => new(_selections, service, policy);

    /// <param name="service">The service.</param>
    /// <param name="error">What the call failed with; <c>null</c> when it did not.</param>
    /// <param name="retries">Attempts beyond the first.</param>
    public void CountCall(ServiceName service, string? error, int retries)
    {
        if (_calls.Enabled)
        {
            _calls.Add(1, Tags(service, error));
        }

        if (retries > 0 && _retries.Enabled)
        {
            _retries.Add(retries, Tags(service, error: null));
        }
    }

    public void CountNoEndpoint(ServiceName service) => CountCall(service, NoEndpoint, retries: 0);

    /// <summary>Begins the span of opening a watch of services; <c>null</c> when nobody listens.</summary>
    public static Activity? StartWatch(Uri address, int services)
    {
        var activity = Source.StartActivity("registry.watch.connect", ActivityKind.Client);
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag("server.address", address.Host);
            activity.SetTag("server.port", address.Port);
            activity.SetTag("registry.watch.targets", services);
        }

        return activity;
    }

    private static TagList Tags(ServiceName service, string? error)
    {
        var tags = new TagList { { "registry.service.name", service.Value } };
        if (error is not null)
        {
            tags.Add("error.type", error);
        }

        return tags;
    }

    /// <summary>Counts selections of one service under one policy: one look at a field while nobody listens, no allocation ever.</summary>
    internal sealed class SelectionCounter(Counter<long> counter, ServiceName service, string policy)
    {
        private readonly KeyValuePair<string, object?> _service = new("registry.service.name", service.Value);
        private readonly KeyValuePair<string, object?> _policy = new("registry.balancing.policy", policy);
        private readonly KeyValuePair<string, object?> _none = new("error.type", NoEndpoint);

        public void Count(bool isFound)
        {
            if (!counter.Enabled)
            {
                return;
            }

            if (isFound)
            {
                counter.Add(1, _service, _policy);
            }
            else
            {
                counter.Add(1, _service, _policy, _none);
            }
        }
    }
}
