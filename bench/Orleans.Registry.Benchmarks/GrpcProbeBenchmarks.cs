using System.Net;
using BenchmarkDotNet.Attributes;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Registry.HealthChecks;

namespace Orleans.Registry.Benchmarks;

/// <summary>
/// One gRPC check of a server on this machine, each on a connection of its own: the registry's, beside the same by Grpc.Net.Client.
/// The server is in the same process, so its bytes are counted in both.
/// </summary>
// Each run takes a port, of which a machine has some 28,000 a minute: few runs.
[MemoryDiagnoser]
[SimpleJob(warmupCount: 3, iterationCount: 20, invocationCount: 100)]
public class GrpcProbeBenchmarks
{
    private static readonly HealthCheckDefinition Check = new("grpc", HealthCheckKind.Grpc);
    private readonly NetworkGuard _guard = new([]);
    private WebApplication _server = null!;
    private string _address = string.Empty;
    private GrpcProbe _probe = null!;

    [GlobalSetup]
    public async Task Setup()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static k => k.Listen(IPAddress.Loopback, 0, static l => l.Protocols = HttpProtocols.Http2));
        _server = builder.Build();
        _server.Run(static async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync((byte[])[0, 0, 0, 0, 2, 0x08, 1]);
            context.Response.AppendTrailer("grpc-status", "0");
        });
        await _server.StartAsync();
        _address = _server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        var endpoint = new CheckEndpoint(IsSecure: false, IPAddress.Loopback.ToString(), new Uri(_address).Port, string.Empty);
        _probe = new GrpcProbe(Check, endpoint, NewInvoker);
    }

    [GlobalCleanup]
    public async Task Cleanup() => await _server.DisposeAsync();

    [Benchmark(Baseline = true)]
    public async Task<bool> Registry() => (await _probe.RunAsync(CancellationToken.None)).IsPassed;

    [Benchmark]
    public async Task<bool> GrpcClient()
    {
        using var http = new HttpClient(new InvokerHandler(NewInvoker()));
        using var channel = GrpcChannel.ForAddress(_address, new GrpcChannelOptions { HttpClient = http, MaxReceiveMessageSize = 256 });
        var reply = await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest(), new CallOptions());
        return reply.Status == HealthCheckResponse.Types.ServingStatus.Serving;
    }

    private HttpMessageInvoker NewInvoker() => ProbeHttp.CreateForOne(new HealthCheckOptions(), _guard);
}
