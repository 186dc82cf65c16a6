using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Orleans.Registry.HealthChecks.Tests.Support;

namespace Orleans.Registry.HealthChecks.Tests.Probes;

/// <summary>Against a real server whose certificate is its own.</summary>
public sealed class TlsProbeTests
{
    private static readonly HealthCheckOptions Trusting = new() { AcceptAnyCertificate = true };

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_fails_a_check_that_says_so()
    {
        using var certificate = OwnCertificate.Create();
        await using var server = await WebServer.StartAsync(static _ => Task.CompletedTask, certificate: certificate);

        var result = await Probing.RunAsync(Fleet.Http($"https://127.0.0.1:{server.Port}/health"));

        Assert.False(result.IsPassed);
        Assert.Contains("certificate", result.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Any_certificate_does_where_the_registry_was_told_so()
    {
        using var certificate = OwnCertificate.Create();
        await using var server = await WebServer.StartAsync(static _ => Task.CompletedTask, certificate: certificate);

        var result = await Probing.RunAsync(Fleet.Http($"https://127.0.0.1:{server.Port}/health"), options: Trusting);

        Assert.True(result.IsPassed, result.Output);
    }

    [Fact]
    public async Task Grpc_is_spoken_over_tls_to_a_https_target()
    {
        using var certificate = OwnCertificate.Create();
        await using var server = await WebServer.StartAsync(
            static async context =>
            {
                context.Response.ContentType = "application/grpc";
                await context.Response.Body.WriteAsync((byte[])[0, 0, 0, 0, 2, 0x08, 0x01]);
                context.Response.AppendTrailer("grpc-status", "0");
            },
            HttpProtocols.Http2,
            certificate);
        var check = Fleet.Grpc($"https://127.0.0.1:{server.Port}");

        var trusted = await Probing.RunAsync(check, options: Trusting);
        var refused = await Probing.RunAsync(check);

        Assert.True(trusted.IsPassed, trusted.Output);
        Assert.False(refused.IsPassed);
    }

    [Fact]
    public async Task An_address_that_speaks_no_tls_fails_a_https_check()
    {
        await using var server = await WebServer.StartAsync(static _ => Task.CompletedTask);

        Assert.False((await Probing.RunAsync(Fleet.Http($"https://127.0.0.1:{server.Port}/"), options: Trusting)).IsPassed);
    }
}
