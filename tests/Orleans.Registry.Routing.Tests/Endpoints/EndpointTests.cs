namespace Orleans.Registry.Routing.Tests.Endpoints;

public sealed class EndpointTests
{
    [Fact]
    public void Calls_in_flight_are_counted()
    {
        var endpoint = new Endpoint(Fleet.Instance("a"));

        endpoint.CallStarted();
        endpoint.CallStarted();
        endpoint.CallEnded(TimeSpan.FromMilliseconds(5), TimeSpan.Zero);

        Assert.Equal(1, endpoint.InFlight);
        endpoint.CallAbandoned();
        Assert.Equal(0, endpoint.InFlight);
    }

    [Fact]
    public void Ending_more_calls_than_were_started_is_a_bug_and_leaves_the_count()
    {
        var endpoint = new Endpoint(Fleet.Instance("a"));

        Assert.Throws<InvalidOperationException>(endpoint.CallAbandoned);
        Assert.Equal(0, endpoint.InFlight);
        Assert.Throws<InvalidOperationException>(() => endpoint.CallEnded(TimeSpan.FromSeconds(1), TimeSpan.Zero));
        Assert.Null(endpoint.Latency);
    }

    [Fact]
    public void Latency_is_unknown_before_the_first_call_ended()
    {
        var endpoint = new Endpoint(Fleet.Instance("a"));
        endpoint.CallStarted();

        Assert.Null(endpoint.Latency);
    }

    [Fact]
    public void Latency_follows_a_peak_at_once_and_good_news_slowly()
    {
        var endpoint = new Endpoint(Fleet.Instance("a"));

        Call(endpoint, milliseconds: 10, atSeconds: 0);
        Close(10, endpoint);
        Call(endpoint, milliseconds: 100, atSeconds: 1);
        Close(100, endpoint);

        // After one time constant of 10 s, the old value counts for 1/e.
        Call(endpoint, milliseconds: 10, atSeconds: 11);
        Close((100 / Math.E) + (10 * (1 - (1 / Math.E))), endpoint);

        // A sample at the same moment changes nothing; one after a minute is nearly all that counts.
        Call(endpoint, milliseconds: 1, atSeconds: 11);
        Close((100 / Math.E) + (10 * (1 - (1 / Math.E))), endpoint);
        Call(endpoint, milliseconds: 10, atSeconds: 71);
        Assert.InRange(endpoint.Latency!.Value.TotalMilliseconds, 10, 10.1);
    }

    [Fact]
    public void A_sample_that_is_a_little_late_counts_as_one_at_the_same_moment()
    {
        var endpoint = new Endpoint(Fleet.Instance("a"));

        Call(endpoint, milliseconds: 100, atSeconds: 20);
        Call(endpoint, milliseconds: 1, atSeconds: 19);

        Close(100, endpoint);
    }

    [Fact]
    public void The_clock_may_wrap_in_milliseconds()
    {
        var endpoint = new Endpoint(Fleet.Instance("a"));
        var wrap = uint.MaxValue / 1000.0;

        Call(endpoint, milliseconds: 100, atSeconds: wrap - 5);
        Call(endpoint, milliseconds: 10, atSeconds: wrap + 5);

        Close((100 / Math.E) + (10 * (1 - (1 / Math.E))), endpoint);
    }

    [Fact]
    public void Failing_fast_does_not_look_fast()
    {
        var endpoint = new Endpoint(Fleet.Instance("a"));
        endpoint.CallStarted();

        endpoint.CallEnded(TimeSpan.FromMilliseconds(0.1), TimeSpan.Zero, succeeded: false);

        Close(1000, endpoint);
    }

    [Fact]
    public void An_answer_in_no_time_counts_as_measured()
    {
        var endpoint = new Endpoint(Fleet.Instance("a"));

        Call(endpoint, milliseconds: 0, atSeconds: 0);

        Assert.NotNull(endpoint.Latency);
    }

    [Fact]
    public void Counts_are_right_when_many_threads_call()
    {
        var endpoint = new Endpoint(Fleet.Instance("a"));

        Parallel.For(0, 8, thread =>
        {
            for (var i = 0; i < 5000; i++)
            {
                endpoint.CallStarted();
                endpoint.CallEnded(TimeSpan.FromMilliseconds(1 + thread), TimeSpan.FromMilliseconds(i));
            }
        });

        Assert.Equal(0, endpoint.InFlight);
        Assert.InRange(endpoint.Latency!.Value.TotalMilliseconds, 1, 8.001);
    }

    private static void Call(Endpoint endpoint, double milliseconds, double atSeconds)
    {
        endpoint.CallStarted();
        endpoint.CallEnded(TimeSpan.FromMilliseconds(milliseconds), TimeSpan.FromSeconds(atSeconds));
    }

    private static void Close(double milliseconds, Endpoint endpoint)
        => Assert.InRange(endpoint.Latency!.Value.TotalMilliseconds, milliseconds * 0.9999, milliseconds * 1.0001);
}
