using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Orleans.Registry.Client;

/// <summary>What the client counts. Safe to use from many threads.</summary>
internal sealed class ClientInstruments
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Orleans.Registry.Client";

    private readonly Counter<long> _calls;
    private readonly Counter<long> _retries;

    public ClientInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _calls = meter.CreateCounter<long>("registry.client.calls", "{call}", "Calls to instances that discovery chose, by service and outcome.");
        _retries = meter.CreateCounter<long>("registry.client.call.retries", "{attempt}", "Attempts on another instance, by service.");
    }

    /// <param name="service">The service.</param>
    /// <param name="succeeded">Whether the answer was a success.</param>
    /// <param name="retries">Attempts beyond the first.</param>
    public void CountCall(ServiceName service, bool succeeded, int retries)
    {
        if (_calls.Enabled)
        {
            _calls.Add(1, new TagList { { "service", service.Value }, { "outcome", succeeded ? "ok" : "failed" } });
        }

        if (retries > 0 && _retries.Enabled)
        {
            _retries.Add(retries, new TagList { { "service", service.Value } });
        }
    }

    public void CountNoEndpoint(ServiceName service)
    {
        if (_calls.Enabled)
        {
            _calls.Add(1, new TagList { { "service", service.Value }, { "outcome", "no_endpoint" } });
        }
    }
}
