using FsCheck;
using FsCheck.Fluent;

namespace Orleans.Registry.Core.Tests.Leases;

/// <summary>P4: lease time runs only while the registry could have heard the renewal.</summary>
public sealed class LeaseClockTests
{
    [Fact]
    public void The_clock_stands_at_0_until_it_ticks_twice()
    {
        var clock = new LeaseClock();

        Assert.Equal(0, clock.Tick(123_456_789));
        Assert.Equal((0L, true), (clock.Now, clock.MayExpire));
        clock.Tick(123_456_889);
        Assert.Equal(100, clock.Now);
    }

    [Fact]
    public void Gaps_up_to_the_longest_step_count_in_full()
    {
        var clock = Started(500, 2000);

        Assert.Equal(0, clock.Tick(500));
        Assert.Equal((500L, 0L, true), (clock.Now, clock.Pauses, clock.MayExpire));
    }

    [Fact]
    public void The_rest_of_a_longer_gap_does_not_count_and_a_grace_begins()
    {
        var clock = Started(500, 2000);

        Assert.Equal(9_501, clock.Tick(10_001));

        Assert.Equal((500L, 1L, false), (clock.Now, clock.Pauses, clock.MayExpire));
        clock.Tick(10_501);
        clock.Tick(11_001);
        clock.Tick(11_501);
        Assert.False(clock.MayExpire);
        clock.Tick(12_001);
        Assert.True(clock.MayExpire);
    }

    [Fact]
    public void A_pause_within_a_grace_begins_the_grace_anew()
    {
        var clock = Started(500, 1000);
        clock.Tick(5_000);
        clock.Tick(5_500);
        clock.Tick(10_000);

        clock.Tick(10_500);
        Assert.False(clock.MayExpire);
        clock.Tick(11_000);
        Assert.True(clock.MayExpire);
    }

    [Fact]
    public void A_step_backwards_counts_as_none_and_the_clock_goes_on_from_there()
    {
        var clock = Started(500, 1000);
        clock.Tick(400);

        Assert.Equal(0, clock.Tick(100));
        Assert.Equal((400L, 0L), (clock.Now, clock.Pauses));
        clock.Tick(300);
        Assert.Equal(600, clock.Now);
    }

    [Fact]
    public void A_takeover_begins_with_a_grace()
    {
        var clock = Started(500, 1000);
        clock.BeginGrace();

        Assert.False(clock.MayExpire);
        clock.Tick(500);
        clock.Tick(1000);
        Assert.True(clock.MayExpire);
    }

    [Fact]
    public void Without_a_grace_nothing_waits()
    {
        var clock = Started(500, 0);
        clock.Tick(10_000);

        Assert.True(clock.MayExpire);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1, 0)]
    [InlineData(1, -1)]
    public void Settings_that_make_no_sense_are_refused(long maxStep, long grace)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new LeaseClock(maxStep, grace));

    [Fact]
    public void The_clock_never_goes_back_never_outruns_real_time_and_loses_only_what_exceeds_a_step()
        => Prop.ForAll(Gen.ArrayOf(Gen.Frequency((5, Gen.Choose(0, 500)), (1, Gen.Choose(501, 100_000)), (1, Gen.Choose(-1000, -1)))).ToArbitrary(), gaps =>
        {
            var clock = Started(500, 2000);
            long real = 0, expected = 0, skipped = 0;
            foreach (var gap in gaps)
            {
                real += gap;
                expected += Math.Clamp(gap, 0, 500);
                skipped += clock.Tick(real);
                Assert.Equal(expected, clock.Now);
            }

            Assert.Equal(gaps.Where(g => g > 0).Sum(), clock.Now + skipped);
            Assert.Equal(gaps.Count(g => g > 500), clock.Pauses);
        }).QuickCheckThrowOnFailure();

    private static LeaseClock Started(long maxStep, long grace)
    {
        var clock = new LeaseClock(maxStep, grace);
        clock.Tick(0);
        return clock;
    }
}
