using Microsoft.Extensions.DependencyInjection;
using Orleans.Registry.TestKit;
using HostResult = Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckResult;

namespace Orleans.Registry.Client.AspNetCore.Tests;

public sealed class HealthReportingTests
{
    private HostResult _disk = HostResult.Healthy();

    [Fact]
    public async Task An_instance_is_unhealthy_while_a_check_of_its_host_fails()
    {
        _disk = HostResult.Unhealthy("the password is 1234");
        await using var host = await StartAsync();

        await host.BecomesAsync(InstanceStatus.Unhealthy);
        var found = await host.FoundAsync();
        Assert.Equal([ServiceRegistrationBuilderExtensions.HostCheckName], found.FailingChecks);
        Assert.Contains("disk", found.StatusReason, StringComparison.Ordinal);
        Assert.DoesNotContain("memory", found.StatusReason, StringComparison.Ordinal);
        Assert.DoesNotContain("1234", found.StatusReason, StringComparison.Ordinal);

        _disk = HostResult.Degraded();
        await host.BecomesAsync(InstanceStatus.Healthy);
    }

    [Fact]
    public async Task An_instance_that_is_not_ready_gets_ready_with_the_first_good_run_and_stays_it()
    {
        _disk = HostResult.Unhealthy();
        await using var host = await StartAsync(static o => o.StartsNotReady = true);
        await host.BecomesAsync(InstanceStatus.Unhealthy);
        Assert.Equal(InstanceStatus.Starting, host.Registration.Registration.InitialStatus);

        _disk = HostResult.Healthy();

        await host.BecomesAsync(InstanceStatus.Healthy);
        await Eventually.TrueAsync(() => host.Registration.Registration.InitialStatus == InstanceStatus.Healthy);
    }

    [Fact]
    public async Task A_registration_that_does_not_ask_for_it_is_left_alone()
    {
        _disk = HostResult.Unhealthy();
        await using var host = await StartAsync(services: static s => s.AddServiceRegistration(static o =>
        {
            o.Service = "other";
            o.Address = "10.1.2.3";
            o.InstanceId = "other-1";
        }));

        await host.BecomesAsync(InstanceStatus.Unhealthy);

        Assert.Equal(InstanceStatus.Healthy, (await host.FoundAsync("other-1")).Status);
    }

    private Task<WebHost> StartAsync(
        Action<ServiceRegistrationOptions>? configure = null, Action<IServiceCollection>? services = null)
        => WebHost.StartAsync(
            static r => r.UseServerAddress().ReportHealthChecks(),
            configure,
            s =>
            {
                s.AddHealthChecks().AddCheck("disk", () => _disk).AddCheck("memory", static () => HostResult.Healthy());
                services?.Invoke(s);
            });
}
