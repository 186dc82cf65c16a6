using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Orleans.Registry.HealthChecks;

/// <summary>
/// Runs http, tcp, grpc and script checks: a bounded number at a time, each check at a time of its own within its interval
/// and never twice at once. Reports nothing but changes. All members may be called from any thread.
/// </summary>
public sealed partial class HealthCheckRunner : IHealthCheckRunner, IAsyncDisposable
{
    private readonly ProbeFactory _probes;
    private readonly CheckScheduler _scheduler;
    private readonly Meter _meter;
    private readonly bool _ownsMeter;
    private readonly ILogger _logger;

    /// <summary>Creates a runner.</summary>
    /// <param name="options">Its settings.</param>
    /// <param name="time">The clock that checks are due by.</param>
    /// <param name="loggers">For changes of mind and failures.</param>
    /// <param name="meters">Makes the meter <c>Orleans.Registry.HealthChecks</c>; <c>null</c> for one of nobody's factory.</param>
    /// <exception cref="ArgumentException">The options are not valid.</exception>
    public HealthCheckRunner(HealthCheckOptions options, TimeProvider time, ILoggerFactory loggers, IMeterFactory? meters = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(loggers);
        if (options.Validate() is { Count: > 0 } errors)
        {
            throw new ArgumentException(string.Join("; ", errors.Select(static e => $"{e.Field} {e.Message}")), nameof(options));
        }

        _logger = loggers.CreateLogger<HealthCheckRunner>();
        _probes = new ProbeFactory(options);
        _ownsMeter = meters is null;
        _meter = meters?.Create(HealthCheckInstruments.Name) ?? new Meter(HealthCheckInstruments.Name);
        _scheduler = new CheckScheduler(options.MaxConcurrency, time, _meter, _logger);
    }

    /// <summary>Checks that are run again and again.</summary>
    public int Scheduled => _scheduler.Scheduled;

    /// <inheritdoc/>
    public void Validate(InstanceDetails details, ICollection<FieldError> errors)
    {
        ArgumentNullException.ThrowIfNull(details);
        ArgumentNullException.ThrowIfNull(errors);
        for (var i = 0; i < details.HealthChecks.Count; i++)
        {
            var check = details.HealthChecks[i];
            if (check.IsActive && _probes.Validate(check, details) is { } error)
            {
                errors.Add(error with { Field = string.Create(CultureInfo.InvariantCulture, $"healthChecks[{i}].{error.Field}") });
            }
        }
    }

    /// <inheritdoc/>
    public IInstanceChecks Start(ServiceInstance instance, IHealthReportSink sink)
    {
        ArgumentNullException.ThrowIfNull(instance);
        ArgumentNullException.ThrowIfNull(sink);
        return new InstanceChecks(instance, sink, _scheduler, CreateProbe, _logger);
    }

    /// <summary>Ends all checks, also those under way, and waits for their end.</summary>
    public async ValueTask DisposeAsync()
    {
        await _scheduler.DisposeAsync().ConfigureAwait(false);
        _probes.Dispose();
        if (_ownsMeter)
        {
            _meter.Dispose();
        }
    }

    private IProbe? CreateProbe(HealthCheckDefinition check, ServiceInstance instance)
    {
        if (_probes.Validate(check, instance.Details) is { } error)
        {
            LogNotRun(_logger, check.Name, instance.Id, instance.Service, $"{error.Field} {error.Message}");
            return null;
        }

        return _probes.Create(check, instance);
    }

    [LoggerMessage(400, LogLevel.Warning, "Check '{Check}' of instance '{Id}' of service '{Service}' is not run here: {Reason}")]
    private static partial void LogNotRun(ILogger logger, string check, InstanceId id, ServiceName service, string reason);
}
