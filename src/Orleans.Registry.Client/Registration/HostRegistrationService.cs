using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Orleans.Registry.Client;

/// <summary>
/// Registers the host once everything in it has started, and takes it out before anything in it stops: while a drain is
/// waited for, the server must still answer the calls that are on their way.
/// </summary>
internal sealed partial class HostRegistrationService(
    ServiceRegistrar registrar,
    IEnumerable<IHostEndpointProvider> endpointProviders,
    IEnumerable<HostRegistrationSource> sources,
    IOptionsMonitor<ServiceRegistrationOptions> options,
    ILogger<HostRegistrationService> logger) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        foreach (var source in sources)
        {
            try
            {
                var wanted = options.Get(source.OptionsName);
                registrar.Add(HostRegistration.Create(wanted, Endpoint(wanted), registrar.Incarnation));
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException)
            {
                // What only shows once the server listens, an address that is none say, must not take the program down.
                LogNotRegistrable(source.OptionsName, e);
            }
        }

        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => StopRegistrarAsync(cancellationToken);

    // A host that failed to start, or one that does not know the lifecycle, stops without the step before.
    public Task StopAsync(CancellationToken cancellationToken) => StopRegistrarAsync(cancellationToken);

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private HostEndpoint Endpoint(ServiceRegistrationOptions wanted)
        => endpointProviders.LastOrDefault()?.Find(wanted.Protocol) ?? HostRegistration.Nowhere;

    private async Task StopRegistrarAsync(CancellationToken cancellationToken)
    {
        try
        {
            await registrar.StopAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            LogOutOfTime();
        }
    }
}
