using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Registry.HealthChecks.Tests.Support;
using Orleans.Registry.TestKit.Servers;
using Orleans.Registry.TestKit.Telemetry;

namespace Orleans.Registry.HealthChecks.Tests.Running;

public sealed class HealthCheckRunnerTests
{
    [Fact]
    public async Task Runs_are_counted_by_kind_and_outcome()
    {
        using var port = new SwitchedPort();
        using var metrics = new RecordedMetrics();
        await using var runner = new HealthCheckRunner(new HealthCheckOptions(), TimeProvider.System, NullLoggerFactory.Instance, metrics);
        var sink = new RecordingSink();

        // Rarely enough that it runs only when it is told to.
        using var checks = runner.Start(Fleet.Instance("orders-1", port.Number, Fleet.Tcp() with { Interval = TimeSpan.FromHours(1) }), sink);
        Assert.Equal(1, metrics.Value("registry.health_check.count"));
        await checks.RunNowAsync(CancellationToken.None);
        port.Close();
        await checks.RunNowAsync(CancellationToken.None);

        string[] passed = ["registry.health_check.kind=tcp", "registry.health_check.outcome=passed"];
        string[] failed = ["registry.health_check.kind=tcp", "registry.health_check.outcome=failed"];
        Assert.Equal((1, 1), (metrics.Value("registry.health_check.runs", passed), metrics.Value("registry.health_check.runs", failed)));
        Assert.Equal((1, 1), (metrics.Count("registry.health_check.duration", passed), metrics.Count("registry.health_check.duration", failed)));
        Assert.InRange(metrics.Value("registry.health_check.duration")!.Value, 0, 60);
        Assert.Equal("s", metrics.Instrument("registry.health_check.duration").Unit);
        Assert.Equal(0, metrics.Value("registry.health_check.active_runs"));
        Assert.Equal("-port", sink.Told);
        Assert.Empty(metrics.Twice);
    }

    [Fact]
    public async Task A_run_is_a_span_that_says_what_it_found()
    {
        using var port = new SwitchedPort();
        port.Close();
        using var spans = new RecordedActivities(ofAllTraces: true, "Orleans.Registry.HealthChecks");
        await using var runner = new HealthCheckRunner(new HealthCheckOptions(), TimeProvider.System, NullLoggerFactory.Instance);

        // Named by nothing else, because other tests run their checks meanwhile.
        using var checks = runner.Start(Fleet.Instance("orders-of-span", port.Number, Fleet.Tcp()), new RecordingSink());
        await checks.RunNowAsync(CancellationToken.None);

        var run = spans.Named("registry.health_check").First(static a => Equals(a.GetTagItem("registry.instance.id"), "orders-of-span"));
        Assert.Equal(("tcp", "failed"), (run.GetTagItem("registry.health_check.kind"), run.GetTagItem("registry.health_check.outcome")));
        Assert.Equal((ActivityStatusCode.Error, "failed"), (run.Status, run.GetTagItem("error.type")));
        Assert.Equal("orders", run.GetTagItem("registry.service.name"));
    }

    [Fact]
    public async Task A_check_that_is_recorded_and_cannot_be_run_here_is_named_in_the_log_and_the_others_run()
    {
        using var logs = new ListLogger();
        using var factory = LoggerFactory.Create(l => l.AddProvider(logs));
        await using var runner = new HealthCheckRunner(new HealthCheckOptions(), TimeProvider.System, factory);

        using var checks = runner.Start(Fleet.Instance(Fleet.Script("true"), Fleet.Tcp()), new RecordingSink());

        Assert.Equal(1, runner.Scheduled);
        Assert.Contains("Check 'script' of instance 'orders-1' of service 'orders' is not run here", Assert.Single(logs.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_ends_with_the_runner_is_not_run_again()
    {
        var runner = new HealthCheckRunner(new HealthCheckOptions(), TimeProvider.System, NullLoggerFactory.Instance);
        var checks = runner.Start(Fleet.Instance(Fleet.Tcp()), new RecordingSink());

        await runner.DisposeAsync();
        await runner.DisposeAsync();

        Assert.Equal(0, runner.Scheduled);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => checks.RunNowAsync(CancellationToken.None));
        checks.Dispose();
    }

    [Fact]
    public void Settings_that_are_wrong_are_all_named()
    {
        var options = new HealthCheckOptions { MaxConcurrency = 0, DeniedNetworks = "x" };

        var failure = Assert.Throws<ArgumentException>(() => new HealthCheckRunner(options, TimeProvider.System, NullLoggerFactory.Instance));

        Assert.Contains("MaxConcurrency", failure.Message, StringComparison.Ordinal);
        Assert.Contains("DeniedNetworks", failure.Message, StringComparison.Ordinal);
    }

    private sealed class ListLogger : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => Lines.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
