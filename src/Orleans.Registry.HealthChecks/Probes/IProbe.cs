namespace Orleans.Registry.HealthChecks;

/// <summary>One check made ready to be run again and again. A failure is a result; only bugs throw.</summary>
internal interface IProbe
{
    /// <summary>Runs it once.</summary>
    /// <exception cref="OperationCanceledException">The time for it is over, or nobody wants to know any more.</exception>
    ValueTask<ProbeResult> RunAsync(CancellationToken cancellationToken);
}
