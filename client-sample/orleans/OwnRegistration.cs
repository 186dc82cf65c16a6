using Orleans.Registry.Cluster;

namespace Orleans.Registry.ClusterClientSample;

/// <summary>
/// Registers the program by the grain of its instance, renews the lease, registers again when it was forgotten, and at the
/// end drains, waits for the watchers and deregisters.
/// </summary>
internal sealed class OwnRegistration(IClusterClient client, SampleOptions options) : BackgroundService
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DrainWait = TimeSpan.FromSeconds(5);

    private readonly ulong _incarnation = (ulong)Random.Shared.NextInt64(1, long.MaxValue);
    private OperationId _operation = OperationId.NewId();
    private bool _isRegistered;

    // Which grains there are is known once the client has found the cluster.
    private IInstanceGrain Grain => client.GetGrain<IInstanceGrain>(options.InstanceId.Value);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_isRegistered)
        {
            try
            {
                await LeaveAsync().WaitAsync(cancellationToken);
            }
            catch (Exception exception)
            {
                SampleOutput.Line($"gone without the registry having heard of it, so the lease ends by itself: {SampleOutput.Reason(exception)}");
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await StepAsync(stoppingToken) is { } pause)
            {
                await Task.Delay(pause, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program stops.
        }
    }

    /// <summary>Registers or renews; how long to wait before the next time, <c>null</c> when there is none.</summary>
    private async Task<TimeSpan?> StepAsync(CancellationToken stoppingToken)
    {
        try
        {
            return _isRegistered ? await RenewAsync(stoppingToken) : await RegisterAsync(stoppingToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
        {
            SampleOutput.Line($"the cluster does not answer, trying on: {SampleOutput.Reason(exception)}");
            return RetryAfter;
        }
    }

    private async Task<TimeSpan> RegisterAsync(CancellationToken stoppingToken)
    {
        var registration = new InstanceRegistration
        {
            Service = options.ServiceName,
            Id = options.InstanceId,
            Details = new InstanceDetails { Address = options.Address, Port = options.Port, Ttl = options.Ttl },
            Incarnation = _incarnation,
        };

        // The same operation id until there is an answer: what was stored although the answer was lost is not done again.
        var result = await Grain.RegisterAsync(registration, _operation).WaitAsync(stoppingToken);
        if (!result.IsSuccess)
        {
            SampleOutput.Line($"not registered, trying on: {result.Error.Message}");
            return RetryAfter;
        }

        _isRegistered = true;
        SampleOutput.Line($"this is {options.InstanceId} of {options.Service}, revision {result.Value.Position.Revision}");
        return options.Ttl / 3;
    }

    private async Task<TimeSpan?> RenewAsync(CancellationToken stoppingToken)
    {
        switch (await Grain.RenewAsync(_incarnation).WaitAsync(stoppingToken))
        {
            case RenewalOutcome.Renewed:
                return options.Ttl / 3;
            case RenewalOutcome.Unknown:
                SampleOutput.Line("the registry does not know this instance any more: registering it again");
                _isRegistered = false;
                _operation = OperationId.NewId();
                return TimeSpan.Zero;
            case RenewalOutcome.Superseded:
                SampleOutput.Line($"another program has taken {options.InstanceId} over: this one no longer renews it");
                _isRegistered = false;
                return null;
            default:
                return RetryAfter;
        }
    }

    private async Task LeaveAsync()
    {
        (await Grain.DrainAsync(OperationId.NewId())).GetValueOrThrow();
        var drain = (await Grain.GetDrainAsync(DrainWait)).GetValueOrThrow();
        SampleOutput.Line(drain.IsComplete
            ? $"drained: {drain.Confirmed} watchers have confirmed revision {drain.Position.Revision}"
            : $"not all watchers have confirmed the drain: {string.Join(", ", drain.Late)}");
        (await Grain.DeregisterAsync(RemovalReason.Deregistered, OperationId.NewId())).GetValueOrThrow();
        SampleOutput.Line("deregistered");
    }
}
