namespace Orleans.Registry.Protocol.Tests;

/// <summary>What stands in paths, headers and query strings.</summary>
public sealed class TextTests
{
    [Theory]
    [InlineData("plain-1", "plain-1")]
    [InlineData("a/b", "a%2Fb")]
    [InlineData("a%2Fb", "a%252Fb")]
    [InlineData("..", "~..")]
    [InlineData(".", "~.")]
    [InlineData("~..", "~~..")]
    [InlineData("...", "...")]
    [InlineData("~a", "~a")]
    [InlineData("größe", "gr%C3%B6%C3%9Fe")]
    [InlineData("🚀", "%F0%9F%9A%80")]
    public void Any_text_goes_into_a_segment_and_comes_back(string text, string segment)
    {
        Assert.Equal(segment, PathSegment.Encode(text));
        Assert.Equal(text, PathSegment.Decode(segment));
    }

    [Fact]
    public void Routes_are_filled_with_encoded_values()
    {
        Assert.Equal("/api/v1/instances/a%2Fb/lease", RegistryRoutes.For(RegistryRoutes.Lease, InstanceId.Parse("a/b")));
        Assert.Equal("/api/v1/services/web/history", RegistryRoutes.For(RegistryRoutes.History, ServiceName.Parse("WEB")));
        Assert.Equal("/api/v1/watchers/a%20b/confirmations", RegistryRoutes.ForWatcher("a b"));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("5", 5000)]
    [InlineData("0.25", 250)]
    [InlineData("500ms", 500)]
    [InlineData("30s", 30_000)]
    [InlineData("1.5m", 90_000)]
    [InlineData("2h", 7_200_000)]
    public void Durations_are_seconds_or_have_a_unit(string text, int milliseconds)
    {
        Assert.True(DurationText.TryParse(text, out var value));
        Assert.Equal(milliseconds, value.TotalMilliseconds);
        Assert.True(DurationText.TryParse(DurationText.Format(value), out var again));
        Assert.Equal(value, again);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("-1")]
    [InlineData("1d")]
    [InlineData("1e3")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("99999999999999999999h")]
    [InlineData("1 s")]
    public void Anything_else_is_no_duration(string? text) => Assert.False(DurationText.TryParse(text, out _));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e300)]
    [InlineData(-1e300)]
    public void Seconds_that_do_not_fit_are_refused(double seconds) => Assert.False(Seconds.TryToTimeSpan(seconds, out _));

    [Fact]
    public void Seconds_keep_every_tick_of_a_day()
    {
        foreach (var ticks in new[] { 1L, 9_999_999L, 123_456_789L, TimeSpan.TicksPerDay - 1 })
        {
            Assert.Equal(TimeSpan.FromTicks(ticks), Seconds.ToTimeSpan(TimeSpan.FromTicks(ticks).TotalSeconds));
        }
    }

    [Theory]
    [InlineData(null, 0UL)]
    [InlineData("", 0UL)]
    [InlineData("ff", 255UL)]
    [InlineData("FFFFFFFFFFFFFFFF", ulong.MaxValue)]
    public void Incarnations_are_hexadecimal(string? text, ulong expected)
    {
        Assert.True(IncarnationText.TryParse(text, out var value));
        Assert.Equal(expected, value);
        Assert.True(IncarnationText.TryParse(IncarnationText.Format(value), out var again));
        Assert.Equal(value, again);
    }

    [Theory]
    [InlineData("x")]
    [InlineData(" 1")]
    [InlineData("-1")]
    [InlineData("10000000000000000")]
    public void Anything_else_is_no_incarnation(string text) => Assert.False(IncarnationText.TryParse(text, out _));

    [Theory]
    [InlineData("0")]
    [InlineData("42")]
    [InlineData("2026-05-01T12:00:00.1234567Z")]
    public void Points_of_history_are_revisions_or_times(string text)
    {
        Assert.True(HistoryPointText.TryParse(text, out var point));
        Assert.Equal(text, HistoryPointText.Format(point));
    }

    [Theory]
    [InlineData("2026-05-01T14:00:00+02:00", "2026-05-01T12:00:00.0000000Z")]
    [InlineData("2026-05-01T12:00:00", "2026-05-01T12:00:00.0000000Z")]
    [InlineData("2026-05-01", "2026-05-01T00:00:00.0000000Z")]
    public void Times_are_taken_to_utc(string text, string expected)
    {
        Assert.True(HistoryPointText.TryParse(text, out var point));
        Assert.Equal(expected, HistoryPointText.Format(point));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("yesterday")]
    [InlineData("12:00")]
    [InlineData("99999999999999999999")]
    public void Anything_else_is_no_point(string? text) => Assert.False(HistoryPointText.TryParse(text, out _));

    [Fact]
    public void Event_ids_name_the_service_and_what_its_reader_holds()
    {
        var web = ServiceName.Parse("web");
        var position = new ServicePosition(new Epoch(0xc0ffee), new Revision(42));
        var id = WatchEventId.Format(web, position);

        Assert.Equal("web@0000000000c0ffee-42", id);
        Assert.True(WatchEventId.TryParse(id + ", api@1-7", null, out var many));
        Assert.Equal((position, 7L), (many[web], many[ServiceName.Parse("api")].Revision.Value));
        Assert.True(WatchEventId.TryParse("c0ffee-42", web, out var only));
        Assert.Equal(position, only[web]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("c0ffee-42")]
    [InlineData("web@42")]
    [InlineData("a b@1-1")]
    [InlineData("web@1-1,")]
    public void Anything_else_is_no_event_id(string? id) => Assert.False(WatchEventId.TryParse(id, null, out _));
}
