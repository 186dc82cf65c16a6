using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Orleans.Registry.Persistence.Redis.Tests.Support;
using Orleans.Registry.TestKit.Servers;

namespace Orleans.Registry.Persistence.Redis.Tests;

/// <summary>What metrics and traces say about the store's operations.</summary>
[RequiresServer(RedisServer.Program)]
public sealed class RedisTelemetryTests(SharedRedis redis) : IClassFixture<SharedRedis>
{
    private readonly ConcurrentQueue<(double Seconds, Dictionary<string, object?> Tags)> _durations = new();
    private readonly ConcurrentQueue<Activity> _spans = new();

    [ServerFact]
    public async Task An_append_is_measured_in_seconds_and_named_by_its_command_and_script()
    {
        using var meters = new TestMeterFactory();
        using var listener = Listen(meters);
        var clock = Stopwatch.StartNew();
        await using var session = await RedisTests.OpenAsync(RedisTests.Options(redis.Server.EndPoint, RedisTests.NewPrefix()), meters: meters);

        await session.MustSendAsync("orders", d => d.Register("a"));

        var (seconds, tags) = Assert.Single(_durations, d => d.Tags.GetValueOrDefault("db.stored_procedure.name") is "append");
        Assert.InRange(seconds, double.Epsilon, clock.Elapsed.TotalSeconds);
        Assert.Equal(
            new Dictionary<string, object?>
            {
                ["db.system.name"] = "redis",
                ["db.namespace"] = "0",
                ["db.operation.name"] = "EVALSHA",
                ["db.stored_procedure.name"] = "append",
                ["server.address"] = "127.0.0.1",
                ["server.port"] = redis.Server.Port,
            },
            tags);
    }

    [ServerFact]
    public async Task A_failed_operation_says_the_servers_code()
    {
        using var meters = new TestMeterFactory();
        using var listener = Listen(meters);
        var options = RedisTests.Options(redis.Server.EndPoint, RedisTests.NewPrefix());
        await using var session = await RedisTests.OpenAsync(options, meters: meters);
        await session.MustSendAsync("orders", d => d.Register("a"));
        var instances = new RedisKeys(options.KeyPrefix, options.Shards).Service(ServiceName.Parse("orders")).Instances.ToString();
        await redis.Server.CommandAsync("SET", instances, "something else");

        await Assert.ThrowsAsync<StoreCorruptException>(async () => await session.Store.LoadAsync(ServiceName.Parse("orders"), CancellationToken.None));

        var failed = Assert.Single(_durations, d => d.Tags.ContainsKey("error.type"));
        Assert.Equal(("load", "WRONGTYPE"), (failed.Tags["db.stored_procedure.name"], failed.Tags["error.type"]));
    }

    [ServerFact]
    public async Task An_operation_without_an_answer_says_so()
    {
        using var meters = new TestMeterFactory();
        using var listener = Listen(meters);
        await using var server = await RedisServer.StartAsync();
        var options = RedisTests.Options(server.EndPoint, "test");
        options.OperationTimeout = TimeSpan.FromMilliseconds(300);
        await using var session = await RedisTests.OpenAsync(options, meters: meters);
        server.Pause();
        try
        {
            await Assert.ThrowsAsync<StoreUnavailableException>(async () => await session.Store.LoadAsync(ServiceName.Parse("orders"), CancellationToken.None));
        }
        finally
        {
            server.Resume();
        }

        var failed = Assert.Single(_durations, d => d.Tags.ContainsKey("error.type"));
        Assert.Equal("timeout", failed.Tags["error.type"]);
        Assert.InRange(failed.Seconds, 0.29, 60);
    }

    [ServerFact]
    public async Task A_span_belongs_to_the_caller_and_is_named_by_command_and_script()
    {
        using var caller = new Activity("caller").Start();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == RedisStoreInstruments.Name,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var session = await RedisTests.OpenAsync(RedisTests.Options(redis.Server.EndPoint, RedisTests.NewPrefix()));

        await session.MustSendAsync("orders", d => d.Register("a"));

        // Other tests' stores are heard as well.
        var span = Assert.Single(_spans, s => s.TraceId == caller.TraceId && s.DisplayName == "EVALSHA append");
        Assert.Equal((ActivityKind.Client, caller.SpanId), (span.Kind, span.ParentSpanId));
        Assert.Equal(("redis", "append"), (span.GetTagItem("db.system.name"), span.GetTagItem("db.stored_procedure.name")));
        Assert.Equal(ActivityStatusCode.Unset, span.Status);
        Assert.Same(caller, Activity.Current);
    }

    private MeterListener Listen(TestMeterFactory meters)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Name == "db.client.operation.duration" && instrument.Meter.Scope == meters)
                {
                    Assert.Equal("s", instrument.Unit);
                    l.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, value, tags, _) => _durations.Enqueue((value, new Dictionary<string, object?>(tags.ToArray()))));
        listener.Start();
        return listener;
    }
}
