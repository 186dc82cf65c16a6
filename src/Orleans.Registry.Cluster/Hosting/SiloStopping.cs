using Microsoft.Extensions.Hosting;
namespace Orleans.Registry.Cluster;

/// <summary>
/// Says when the silo begins to stop: whoever waits in a grain lets go of it, watches end, and leases no longer run out here,
/// because their renewals may no longer be heard. As early as the host says so, if there is a host.
/// </summary>
internal sealed class SiloStopping : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenRegistration _byHost;

    public SiloStopping(IHostApplicationLifetime? host = null)
        => _byHost = host?.ApplicationStopping.Register(static s => ((CancellationTokenSource)s!).Cancel(), _stopping) ?? default;

    public CancellationToken Token => _stopping.Token;

    public void Participate(ISiloLifecycle lifecycle)
        => lifecycle.Subscribe<SiloStopping>(ServiceLifecycleStage.Last, static _ => Task.CompletedTask, _ => _stopping.CancelAsync());

    public void Dispose()
    {
        _byHost.Dispose();
        _stopping.Dispose();
    }
}
