using FsCheck;
using FsCheck.Fluent;

namespace Orleans.Registry.Core.Tests.Leases;

public sealed class LeaseRulesTests
{
    [Fact]
    public void A_lease_taken_over_gets_a_full_ttl_and_at_most_a_quarter_more()
        => Prop.ForAll<int, uint>((seconds, jitter) =>
        {
            var ttl = TimeSpan.FromSeconds(1 + (Math.Abs((long)seconds) % 86_400));
            var deadline = LeaseGrace.Deadline(1_000, ttl, jitter);
            return deadline >= 1_000 + ttl.TotalMilliseconds && deadline < 1_000 + (ttl.TotalMilliseconds * 1.25);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_jitter_spreads_deadlines_over_the_whole_quarter()
    {
        var deadlines = Enumerable.Range(0, 4_000).Select(i => LeaseGrace.Deadline(0, TimeSpan.FromSeconds(4), (uint)(i * 2_654_435_761L))).ToList();

        Assert.InRange(deadlines.Min(), 4_000, 4_050);
        Assert.InRange(deadlines.Max(), 4_950, 4_999);
        Assert.All(deadlines.GroupBy(d => d / 100), g => Assert.InRange(g.Count(), 200, 800));
    }

    [Fact]
    public void A_lease_of_a_few_milliseconds_has_no_jitter() => Assert.Equal(3, LeaseGrace.Deadline(0, TimeSpan.FromMilliseconds(3), uint.MaxValue));

    [Theory]
    [InlineData(10, 0, 4)]
    [InlineData(9, 1, 3)]
    [InlineData(6, 4, 0)]
    [InlineData(5, 5, 0)]
    [InlineData(1, 0, 1)]
    [InlineData(0, 1, 0)]
    [InlineData(2, 0, 1)]
    [InlineData(3, 0, 1)]
    [InlineData(5, 0, 2)]
    public void The_budget_is_a_share_of_those_there_were_less_those_that_went(int present, int expired, int remaining)
        => Assert.Equal(remaining, ProtectionBudget.Remaining(new ProtectionPolicy(), present, expired));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 3)]
    public void The_minimum_holds_however_small_the_service(int minimum, int remaining)
        => Assert.Equal(remaining, ProtectionBudget.Remaining(new ProtectionPolicy { MinExpired = minimum }, 2, 0));

    [Fact]
    public void Without_protection_the_budget_has_no_end()
        => Assert.Equal(int.MaxValue, ProtectionBudget.Remaining(new ProtectionPolicy { Enabled = false }, 5, 5));

    [Fact]
    public void Removals_within_a_window_never_exceed_the_share_of_those_there_were()
        => Prop.ForAll<ushort, byte>((instances, percent) =>
        {
            var policy = new ProtectionPolicy { MaxExpiredShare = (1 + (percent % 100)) / 100.0, MinExpired = 1 };
            var (present, expired) = ((int)instances, 0);
            while (present > 0 && ProtectionBudget.Remaining(policy, present, expired) > 0)
            {
                (present, expired) = (present - 1, expired + 1);
            }

            return expired <= Math.Max(1, policy.MaxExpiredShare * instances);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_window_counts_what_is_younger_than_it_and_what_a_clock_set_back_has_left_ahead()
    {
        var window = new ExpiryWindow();
        foreach (var seconds in new[] { 0, 10, 20, 500 })
        {
            window.Add(Scene.Noon.AddSeconds(seconds));
        }

        Assert.Equal(3, window.Count(Scene.Noon.AddSeconds(60), TimeSpan.FromSeconds(60)));
        Assert.Equal(2, window.Count(Scene.Noon.AddSeconds(70), TimeSpan.FromSeconds(60)));
        Assert.Equal(4, window.Count(Scene.Noon, TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void The_window_forgets_what_no_policy_can_ask_for()
    {
        var window = new ExpiryWindow();
        window.Add(Scene.Noon);
        window.Add(Scene.Noon.AddMinutes(30));

        window.Trim(Scene.Noon.AddMinutes(60));

        Assert.Equal(1, window.Count(Scene.Noon.AddMinutes(60), TimeSpan.FromDays(1)));
    }
}
