using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Orleans.Registry.HealthChecks.Tests.Support;
using Orleans.Registry.TestKit;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.HealthChecks.Tests.Probes;

/// <summary>Against a real HTTP/2 server that speaks the gRPC health protocol by hand.</summary>
public sealed class GrpcProbeTests
{
    [Theory]
    [InlineData(1, true, "SERVING")]
    [InlineData(2, false, "NOT_SERVING")]
    [InlineData(3, false, "SERVICE_UNKNOWN")]
    [InlineData(0, false, "UNKNOWN")]
    public async Task The_status_in_the_reply_decides(int status, bool passes, string name)
    {
        await using var server = await ServeAsync((_, context) => ReplyAsync(context, status == 0 ? [] : [0x08, (byte)status]));

        var result = await Probing.RunAsync(Fleet.Grpc(), server.Port);

        Assert.Equal((passes, $"127.0.0.1:{server.Port}: {name}"), (result.IsPassed, result.Output));
    }

    [Fact]
    public async Task One_service_of_the_server_may_be_asked_for()
    {
        await using var server = await ServeAsync((service, context) => ReplyAsync(context, [0x08, (byte)(service == "shop.Orders" ? 1 : 3)]));

        Assert.True((await Probing.RunAsync(Fleet.Grpc("/shop.Orders"), server.Port)).IsPassed);
        Assert.True((await Probing.RunAsync(Fleet.Grpc($"localhost:{server.Port}/shop.Orders"))).IsPassed);
        Assert.True((await Probing.RunAsync(Fleet.Grpc($"http://127.0.0.1:{server.Port}/shop.Orders"))).IsPassed);
        Assert.False((await Probing.RunAsync(Fleet.Grpc(), server.Port)).IsPassed);
    }

    [Fact]
    public async Task A_server_asked_again_and_again_answers_each_time()
    {
        var status = 1;
        await using var server = await ServeAsync((_, context) => ReplyAsync(context, [0x08, (byte)status]));
        using var probes = new ProbeFactory(new HealthCheckOptions());
        var probe = probes.Create(Fleet.Grpc(), Fleet.Instance("a", server.Port));

        Assert.True((await probe.RunAsync(CancellationToken.None)).IsPassed);
        status = 2;
        Assert.False((await probe.RunAsync(CancellationToken.None)).IsPassed);
        status = 1;
        Assert.True((await probe.RunAsync(CancellationToken.None)).IsPassed);
    }

    [Fact]
    public async Task Each_run_makes_a_connection_of_its_own_and_leaves_none_behind()
    {
        await using var server = await ServeAsync((_, context) => ReplyAsync(context, [0x08, 1]));
        using var probes = new ProbeFactory(new HealthCheckOptions());
        var probe = probes.Create(Fleet.Grpc(), Fleet.Instance("a", server.Port));

        for (var run = 1; run <= 5; run++)
        {
            Assert.True((await probe.RunAsync(CancellationToken.None)).IsPassed);
            Assert.Equal(run, server.Connections);
        }

        await Eventually.TrueAsync(() => server.OpenConnections == 0);
    }

    [Theory]
    [InlineData("12", "not implemented: the server has no health service")]
    [InlineData("5", "service not found")]
    public async Task A_status_of_the_call_other_than_ok_fails(string status, string text)
    {
        await using var server = await ServeAsync((_, context) =>
        {
            context.Response.ContentType = "application/grpc";
            context.Response.Headers["grpc-status"] = status;
            context.Response.Headers["grpc-message"] = "no%20such%20thing";
            return Task.CompletedTask;
        });

        var result = await Probing.RunAsync(Fleet.Grpc(), server.Port);

        Assert.False(result.IsPassed);
        Assert.Contains(text, result.Output, StringComparison.Ordinal);
        Assert.EndsWith("no such thing", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0x08 })]
    [InlineData(new byte[] { 0x12, 0x7f, 1 })]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff })]
    public async Task A_reply_that_is_none_fails(byte[] message)
    {
        await using var server = await ServeAsync((_, context) => ReplyAsync(context, message));

        Assert.Contains("no reply of the gRPC health protocol", (await Probing.RunAsync(Fleet.Grpc(), server.Port)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fields_of_later_versions_of_the_protocol_are_passed_over()
    {
        await using var server = await ServeAsync((_, context) => ReplyAsync(context, [0x12, 2, 65, 66, 0x08, 1, 0x18, 0x80, 1]));

        Assert.True((await Probing.RunAsync(Fleet.Grpc(), server.Port)).IsPassed);
    }

    [Fact]
    public async Task A_server_of_plain_http_fails()
    {
        await using var server = await WebServer.StartAsync(static _ => Task.CompletedTask);

        Assert.False((await Probing.RunAsync(Fleet.Grpc(), server.Port)).IsPassed);
        Assert.Contains("refused", (await Probing.RunAsync(Fleet.Grpc(), LoopbackPort.Free())).Output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_ends_with_the_time_for_it()
    {
        await using var server = await WebServer.StartAsync(static context => Task.Delay(Timeout.Infinite, context.RequestAborted), HttpProtocols.Http2);
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Probing.RunAsync(Fleet.Grpc(), server.Port, cancellationToken: limit.Token).WaitAsync(Eventually.DefaultDeadline));
    }

    private static Task<WebServer> ServeAsync(Func<string, HttpContext, Task> answer)
        => WebServer.StartAsync(
            async context =>
            {
                Assert.Equal("/grpc.health.v1.Health/Check", context.Request.Path);
                Assert.Equal(("application/grpc", "trailers"), (context.Request.ContentType, (string?)context.Request.Headers.TE));
                var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                var frame = body.ToArray();
                await answer(frame.Length > 7 ? Encoding.UTF8.GetString(frame.AsSpan(7)) : string.Empty, context);
            },
            HttpProtocols.Http2);

    private static async Task ReplyAsync(HttpContext context, byte[] message)
    {
        context.Response.ContentType = "application/grpc";
        await context.Response.Body.WriteAsync((byte[])[0, 0, 0, 0, (byte)message.Length, .. message]);
        context.Response.AppendTrailer("grpc-status", "0");
    }
}
