using Microsoft.AspNetCore.Http;
using Orleans.Registry.HealthChecks.Tests.Support;
using Orleans.Registry.TestKit;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.HealthChecks.Tests.Probes;

/// <summary>Against a real web server.</summary>
public sealed class HttpProbeTests
{
    [Theory]
    [InlineData(200, "200-299", true)]
    [InlineData(204, "200-299", true)]
    [InlineData(404, "200-299", false)]
    [InlineData(503, "200-299", false)]
    [InlineData(404, "200,404", true)]
    [InlineData(201, "200", false)]
    public async Task The_status_code_decides(int code, string codes, bool passes)
    {
        await using var server = await WebServer.StartAsync(context =>
        {
            context.Response.StatusCode = code;
            return Task.CompletedTask;
        });

        var result = await Probing.RunAsync(Fleet.Http("/health") with { SuccessCodes = codes }, server.Port);

        Assert.Equal(passes, result.IsPassed);
        Assert.StartsWith($"GET http://127.0.0.1:{server.Port}/health: {code}", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_request_is_the_one_that_was_asked_for()
    {
        var seen = new TaskCompletionSource<string>();
        await using var server = await WebServer.StartAsync(context =>
        {
            var r = context.Request;
            seen.TrySetResult($"{r.Method} {r.Path}{r.QueryString} {r.Host} {r.Headers["X-Probe"]} {r.Headers.UserAgent} {r.Headers.Connection} {r.ContentLength}");
            return Task.CompletedTask;
        });
        var check = Fleet.Http("/a/b?c=d") with
        {
            Method = "POST",
            Headers = StringMap.Create([new("Host", "orders.example"), new("X-Probe", "yes"), new("User-Agent", "mine")]),
        };

        Assert.True((await Probing.RunAsync(check, server.Port)).IsPassed);

        Assert.Equal("POST /a/b?c=d orders.example yes mine close 0", await seen.Task);
    }

    [Fact]
    public async Task Each_run_makes_a_connection_of_its_own()
    {
        var connections = new List<string>();
        await using var server = await WebServer.StartAsync(context =>
        {
            lock (connections)
            {
                connections.Add(context.Connection.Id);
            }

            return Task.CompletedTask;
        });
        using var probes = new ProbeFactory(new HealthCheckOptions());
        var probe = probes.Create(Fleet.Http(), Fleet.Instance("a", server.Port));

        for (var i = 0; i < 3; i++)
        {
            Assert.True((await probe.RunAsync(CancellationToken.None)).IsPassed);
        }

        Assert.Equal(3, connections.Distinct().Count());
    }

    [Fact]
    public async Task A_redirect_is_the_answer_unless_the_registry_follows_redirects()
    {
        await using var server = await WebServer.StartAsync(context =>
        {
            if (context.Request.Path == "/old")
            {
                context.Response.Redirect("/new");
            }

            return Task.CompletedTask;
        });

        Assert.False((await Probing.RunAsync(Fleet.Http("/old"), server.Port)).IsPassed);
        Assert.True((await Probing.RunAsync(Fleet.Http("/old"), server.Port, new HealthCheckOptions { FollowRedirects = true })).IsPassed);
    }

    [Fact]
    public async Task What_a_failing_instance_says_is_quoted_in_part_and_made_readable()
    {
        await using var server = await WebServer.StartAsync(async context =>
        {
            context.Response.StatusCode = 500;
            await context.Response.WriteAsync("disk\r\nfull\u001b[31m " + new string('x', 100_000));
        });

        var quoted = (await Probing.RunAsync(Fleet.Http(), server.Port)).Output;
        var silent = (await Probing.RunAsync(Fleet.Http(), server.Port, new HealthCheckOptions { QuoteReplies = false })).Output;

        Assert.Contains("500 Internal Server Error: disk  full\ufffd[31m xxx", quoted, StringComparison.Ordinal);
        Assert.InRange(quoted.Length, 256, 400);
        Assert.EndsWith("500 Internal Server Error", silent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_instance_that_takes_the_request_and_does_not_answer_ends_with_the_time_for_it()
    {
        await using var server = await WebServer.StartAsync(static context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Probing.RunAsync(Fleet.Http(), server.Port, cancellationToken: limit.Token).WaitAsync(Eventually.DefaultDeadline));
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_a_failure_in_words()
    {
        var result = await Probing.RunAsync(Fleet.Http(), LoopbackPort.Free());

        Assert.False(result.IsPassed);
        Assert.Contains("refused", result.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_name_that_leads_into_a_denied_network_is_not_called()
    {
        await using var server = await WebServer.StartAsync(static _ => Task.CompletedTask);
        var target = Fleet.Http($"http://localhost:{server.Port}/");
        Assert.True((await Probing.RunAsync(target)).IsPassed);

        var result = await Probing.RunAsync(target, options: new HealthCheckOptions { DeniedNetworks = "127.0.0.0/8, ::1" });

        Assert.False(result.IsPassed);
        Assert.Contains("network that this registry does not check", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_speaks_something_else_is_a_failure_in_words()
    {
        await using var server = new RawServer("220 mail.example ESMTP\r\n");

        Assert.False((await Probing.RunAsync(Fleet.Http(), server.Port)).IsPassed);
    }
}
