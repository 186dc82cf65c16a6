using Microsoft.Extensions.Logging;
using Orleans.Registry.Engine;

namespace Orleans.Registry.Cluster;

/// <content>
/// The checks that the registry runs: as long as this activation has the lease, by its silo. They end and begin anew with it,
/// so that they come back with the grain wherever the reminder brings it.
/// </content>
internal sealed partial class InstanceGrain
{
    private IInstanceChecks? _running;

    // Of which lineage of the service the checks know the revisions.
    private Epoch _checkedEpoch;

    public async Task<RegistryResult<HealthCheckAnswer>> CheckNowAsync()
    {
        if (await KnowAsync() is { } error)
        {
            return error;
        }

        if (_service.IsEmpty)
        {
            return NotFound();
        }

        var ran = await CheckRuns.RunNowAsync(_id, _running, time, CancellationToken.None);
        if (!ran.IsSuccess)
        {
            return ran.Error;
        }

        var found = await OwnerOf(_service).FindAsync(_id);
        return found switch
        {
            { Error: { } refusal } => refusal,
            { Instance: { } instance } => new HealthCheckAnswer(instance.Status, ran.Value),
            _ => NotFound(),
        };
    }

    public async Task<bool> CheckedAsync(ulong incarnation, HealthReport report)
    {
        // From a silo that had the lease before, or has lost it without knowing.
        if (_running is null || _lease is null)
        {
            return false;
        }

        var reply = await OwnerOf(_service).CheckAsync(_id, incarnation, report);
        if (reply.Error is not null)
        {
            LogNotChecked(logger, _id, reply.Error.Message);
            return false;
        }

        Follow(reply);
        return reply.Changed;
    }

    /// <summary>Keeps the checks in step with the record that the service's owner has.</summary>
    private void Follow(InstanceReply reply)
    {
        if (reply.Instance is not { } instance || _lease is null || _isEnding || !CheckRules.HasActive(instance.Details))
        {
            EndChecks();
            return;
        }

        if (checks.Runner is not { } runner)
        {
            LogNotRun(logger, _id);
            return;
        }

        if (_running is not null && _checkedEpoch == reply.Position.Epoch)
        {
            _running.Update(instance);
            return;
        }

        EndChecks();
        _checkedEpoch = reply.Position.Epoch;
        _running = runner.Start(instance, checks);
    }

    private void EndChecks()
    {
        _running?.Dispose();
        _running = null;
    }

    [LoggerMessage(340, LogLevel.Information, "What a check of instance '{Id}' found was not taken by its service; it is told again: {Reason}")]
    private static partial void LogNotChecked(ILogger logger, InstanceId id, string reason);

    [LoggerMessage(341, LogLevel.Warning, "Instance '{Id}' was registered with checks that the registry is to run, but this silo runs none.")]
    private static partial void LogNotRun(ILogger logger, InstanceId id);
}
