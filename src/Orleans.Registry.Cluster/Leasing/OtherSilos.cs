using Microsoft.Extensions.Logging;

namespace Orleans.Registry.Cluster;

/// <summary>
/// Asks the other silos about a lease that has run out here. While silos come and go an instance may have two activations for
/// a while, and renewals go to the one that was found first.
/// </summary>
internal sealed partial class OtherSilos(
    IRegistrySiloClient remote, ISiloStatusOracle silos, ILocalSiloDetails self, TimeProvider time, ILogger<OtherSilos> logger)
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Takes the lease of an instance over from whoever else has one. What is left of it in ms, 0 when nothing is; <c>null</c>
    /// when a silo that counts as alive did not answer: then nobody knows.
    /// </summary>
    public async Task<long?> TakeOverAsync(InstanceId id)
    {
        var others = silos.GetApproximateSiloStatuses(onlyActive: true).Keys.Where(s => !s.Equals(self.SiloAddress)).ToList();
        if (others.Count == 0)
        {
            return 0;
        }

        try
        {
            var left = await Task.WhenAll(others.Select(s => remote.At(s).YieldAsync(id.Value))).WaitAsync(Wait, time);
            return left.Max();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            LogSilent(logger, id, exception.Message);
            return null;
        }
    }

    [LoggerMessage(312, LogLevel.Information, "The lease of instance '{Id}' has run out, but not every silo could be asked whether it was renewed there: {Reason}")]
    private static partial void LogSilent(ILogger logger, InstanceId id, string reason);
}
