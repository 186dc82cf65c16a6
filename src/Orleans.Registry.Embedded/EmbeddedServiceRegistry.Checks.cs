using Orleans.Registry.Core;
using Orleans.Registry.Engine;

namespace Orleans.Registry.Embedded;

/// <content>Checks that this registry runs itself, while it leads.</content>
public sealed partial class EmbeddedServiceRegistry
{
    private readonly IHealthCheckRunner? _runner;
    private readonly ActiveChecks _checks;

    /// <inheritdoc/>
    public async ValueTask<RegistryResult<HealthCheckAnswer>> CheckNowAsync(InstanceId id, CancellationToken cancellationToken = default)
    {
        if (Refusal is { } refusal)
        {
            return refusal;
        }

        if (!_index.TryGet(id, out _))
        {
            return InstanceNotFound(id);
        }

        var found = await CheckRuns.RunNowAsync(id, _checks.Find(id), _time, cancellationToken).ConfigureAwait(false);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        return _index.TryGet(id, out var entry) ? new HealthCheckAnswer(entry.Instance.Status, found.Value) : InstanceNotFound(id);
    }

    private IEnumerable<ServiceInstance> AllInstances() => _owners.Values.SelectMany(static o => o.Published.Snapshot.Instances);

    /// <summary>Takes in what checks report.</summary>
    private sealed class CheckSink(EmbeddedServiceRegistry registry) : IHealthReportSink
    {
        public async ValueTask<bool> ReportAsync(ServiceInstance instance, HealthReport report, CancellationToken cancellationToken)
        {
            if (registry.Refusal is not null || registry.FindOwner(instance.Service) is not { } owner)
            {
                return false;
            }

            var command = new CheckCommand(instance.Id, instance.Incarnation, report);
            var outcome = await owner.ExecuteAsync(command).WaitAsync(cancellationToken).ConfigureAwait(false);
            return outcome is { Error: null, Change: not null };
        }
    }
}
