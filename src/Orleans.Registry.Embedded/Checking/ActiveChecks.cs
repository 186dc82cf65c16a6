using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Orleans.Registry.Engine;

namespace Orleans.Registry.Embedded;

/// <summary>
/// The checks of all instances that ask for some, run as long as this registry leads. Told of every instance that comes,
/// changes and goes; costs nothing for those that ask for none.
/// </summary>
internal sealed partial class ActiveChecks(IHealthCheckRunner? runner, IHealthReportSink sink, ILogger logger)
{
    private readonly ConcurrentDictionary<InstanceId, IInstanceChecks> _running = new();
    private readonly Lock _gate = new();
    private bool _isLeading;
    private bool _isOver;

    /// <summary>The checks of an instance; <c>null</c> when none are run.</summary>
    public IInstanceChecks? Find(InstanceId id) => _running.GetValueOrDefault(id);

    /// <summary>An instance has come, or is there when this registry begins to lead.</summary>
    public void Add(ServiceInstance instance)
    {
        if (runner is null || !CheckRules.HasActive(instance.Details))
        {
            return;
        }

        lock (_gate)
        {
            if (!_isLeading)
            {
                return;
            }

            if (_running.TryGetValue(instance.Id, out var known))
            {
                known.Update(instance);
            }
            else
            {
                _running[instance.Id] = runner.Start(instance, sink);
            }
        }
    }

    /// <summary>The record of an instance has changed.</summary>
    public void Update(ServiceInstance before, ServiceInstance after)
    {
        if (CheckRules.HasActive(after.Details))
        {
            Add(after);
        }
        else if (CheckRules.HasActive(before.Details))
        {
            Remove(after.Id);
        }
    }

    /// <summary>An instance has left.</summary>
    public void Remove(InstanceId id)
    {
        if (runner is null)
        {
            return;
        }

        lock (_gate)
        {
            if (_running.TryRemove(id, out var checks))
            {
                checks.Dispose();
            }
        }
    }

    /// <summary>This registry leads: checks begin. Nothing may change meanwhile.</summary>
    public void Lead(IEnumerable<ServiceInstance> instances)
    {
        lock (_gate)
        {
            _isLeading = !_isOver;
        }

        var left = 0;
        foreach (var instance in instances)
        {
            Add(instance);
            left += runner is null && CheckRules.HasActive(instance.Details) ? 1 : 0;
        }

        if (left > 0)
        {
            LogNotRun(logger, left);
        }
    }

    /// <summary>This registry leads no longer, and will not again: all checks end.</summary>
    public void End()
    {
        lock (_gate)
        {
            _isLeading = false;
            _isOver = true;
            foreach (var checks in _running.Values)
            {
                checks.Dispose();
            }

            _running.Clear();
        }
    }

    [LoggerMessage(220, LogLevel.Warning, "{Instances} instances were registered with checks that the registry is to run, but this registry runs none.")]
    private static partial void LogNotRun(ILogger logger, int instances);
}
