namespace Orleans.Registry;

/// <summary>Where a check that the registry runs says that it has changed its mind. Safe to call from any thread.</summary>
public interface IHealthReportSink
{
    /// <summary>
    /// Takes a report in. It renews no lease, and changes nothing when the instance has been replaced or the check taken back.
    /// </summary>
    /// <param name="instance">The record that the check was run for.</param>
    /// <param name="report">A check that passed or failed, by name.</param>
    /// <param name="cancellationToken">Gives the report up; whether it is taken in is not known then.</param>
    /// <returns>True when it is taken in; false to be told again after the next run.</returns>
    ValueTask<bool> ReportAsync(ServiceInstance instance, HealthReport report, CancellationToken cancellationToken);
}
