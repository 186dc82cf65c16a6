using System.Text;
using Orleans.Registry.Protocol;

namespace Orleans.Registry.AspNetCore;

/// <summary>A registry's figures as metrics, for those that no meter tells.</summary>
internal static class StatsMetrics
{
    public static void Write(StringBuilder text, RegistryStats stats, HashSet<string> written)
    {
        Gauge("registry_ready", stats.IsReady ? 1 : 0, "1 when the registry answers and acknowledges.");
        Gauge("registry_watchers", stats.Watchers, "Watch streams open.");
        Counter("registry_registrations_total", stats.Registrations, "Registrations acknowledged.");
        Counter("registry_renewals_total", stats.Renewals, "Leases renewed.");
        Counter("registry_expirations_total", stats.Expirations, "Instances removed because their lease ran out.");
        Counter("registry_discoveries_total", stats.Discoveries, "Reads answered.");
        Counter("registry_changes_total", stats.Changes, "Changes stored.");
        Gauge("registry_start_time_seconds", stats.StartedAt.ToUnixTimeMilliseconds() / 1000d, "When the registry started, in Unix time.");
        if (stats.Instances.Count == 0)
        {
            // Not known now: no sample is better than a zero.
            return;
        }

        Gauge("registry_services", stats.Services, "Services known.");
        Gauge("registry_services_protected", stats.ProtectedServices, "Services whose removals are held back.");
        if (written.Add("registry_instances"))
        {
            PrometheusText.Begin(text, "registry_instances", MetricKind.Gauge, "Instances, by status.");
            foreach (var (status, count) in stats.Instances)
            {
                PrometheusText.Sample(text, "registry_instances", $"status=\"{WireNames.Of(status)}\"", count);
            }
        }

        void Gauge(string name, double value, string help) => Single(name, MetricKind.Gauge, value, help);
        void Counter(string name, double value, string help) => Single(name, MetricKind.Counter, value, help);
        void Single(string name, MetricKind kind, double value, string help)
        {
            if (written.Add(name))
            {
                PrometheusText.Begin(text, name, kind, help);
                PrometheusText.Sample(text, name, string.Empty, value);
            }
        }
    }
}
