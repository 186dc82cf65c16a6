namespace Orleans.Registry.Core.Tests.Leases;

public sealed class InstanceEntryTests
{
    private static readonly InstanceId Id = InstanceId.Parse("a");
    private readonly Scene _scene = new();
    private readonly InstanceEntry _entry;

    public InstanceEntryTests()
    {
        _scene.Register("a");
        _entry = _scene.Entry("a");
    }

    [Fact]
    public void A_lease_does_not_run_before_the_host_starts_it()
    {
        Assert.Equal(long.MaxValue, _entry.Deadline);
        Assert.False(_entry.TryClose(long.MaxValue - 1));
    }

    [Fact]
    public void A_renewal_moves_the_deadline_a_ttl_ahead()
    {
        Assert.Equal(RenewalOutcome.Renewed, _entry.Renew(500));
        Assert.Equal(10_500, _entry.Deadline);
        _entry.Renew(700);
        Assert.Equal(10_700, _entry.Deadline);
    }

    [Fact]
    public void A_late_renewal_never_moves_the_deadline_back()
    {
        _entry.Renew(700);

        Assert.Equal(RenewalOutcome.Renewed, _entry.Renew(500));
        Assert.Equal(10_700, _entry.Deadline);
    }

    [Fact]
    public void A_lease_can_be_closed_at_its_deadline_and_not_before()
    {
        _entry.Renew(0);

        Assert.False(_entry.TryClose(9_999));
        Assert.True(_entry.TryClose(10_000));
        Assert.True(_entry.IsClosed);
        Assert.False(_entry.TryClose(10_000));
    }

    [Fact]
    public void A_closed_lease_cannot_tell_yet()
    {
        _entry.Renew(0);
        _entry.TryClose(10_000);

        Assert.Equal(RenewalOutcome.NotReady, _entry.Renew(10_001));
        Assert.True(_entry.IsClosed);
    }

    [Fact]
    public void A_closed_lease_opens_again_when_its_removal_could_not_be_stored()
    {
        _entry.Renew(0);
        _entry.TryClose(10_000);
        _entry.Reopen(11_000);

        Assert.Equal((11_000L, RenewalOutcome.Renewed), (_entry.Deadline, _entry.Renew(10_500)));
        _entry.Reopen(5);
        Assert.Equal(20_500, _entry.Deadline);
    }

    [Fact]
    public void A_new_rule_may_move_the_deadline_back()
    {
        _entry.Renew(5_000);
        _entry.Rearm(6_000);

        Assert.Equal(6_000, _entry.Deadline);
    }

    [Fact]
    public void An_instance_that_has_left_stays_gone_for_whoever_still_holds_its_entry()
    {
        _entry.Renew(0);
        _scene.Change(new DeregisterCommand(Id, RemovalReason.Deregistered));

        _entry.Rearm(99_999);
        _entry.Reopen(99_999);

        Assert.True(_entry.IsGone);
        Assert.Equal(RenewalOutcome.Unknown, _entry.Renew(1));
        Assert.Equal(RenewalOutcome.Unknown, _entry.Renew(1, incarnation: 77));
        Assert.False(_entry.TryClose(long.MaxValue - 1));
    }

    [Fact]
    public void A_renewal_allocates_nothing()
    {
        for (var i = 0; i < 1_000; i++)
        {
            _scene.State.Renew(Id, i);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
        {
            _scene.State.Renew(Id, i);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    // Real threads: whoever was told "renewed" at a time must not be closed before that time plus the TTL.
    [Fact]
    public void A_renewal_and_an_expiry_at_the_same_moment_never_both_win()
    {
        const int Rounds = 20_000;
        const long Ttl = 10_000;
        using var barrier = new Barrier(2);
        var now = 0L;
        var closed = false;
        var answers = new RenewalOutcome[Rounds];
        var closes = new bool[Rounds];
        _entry.Rearm(Ttl);
        var renewer = new Thread(() =>
        {
            for (var i = 0; i < Rounds; i++)
            {
                barrier.SignalAndWait();
                answers[i] = _entry.Renew(now);
                barrier.SignalAndWait();
            }
        });
        renewer.Start();
        for (var i = 0; i < Rounds; i++)
        {
            now = _entry.Deadline;
            barrier.SignalAndWait();
            closed = _entry.TryClose(now);
            barrier.SignalAndWait();
            closes[i] = closed;
            _entry.Reopen(now + Ttl);
        }

        renewer.Join();
        for (var i = 0; i < Rounds; i++)
        {
            Assert.Equal(closes[i] ? RenewalOutcome.NotReady : RenewalOutcome.Renewed, answers[i]);
        }
    }

    [Fact]
    public void Of_many_threads_that_close_a_lease_one_wins()
    {
        const int Threads = 4;
        const int Rounds = 2_000;
        var wins = new int[Rounds];
        using var barrier = new Barrier(Threads, b => _entry.Rearm(b.CurrentPhaseNumber + 1));
        var threads = Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < Rounds; i++)
            {
                barrier.SignalAndWait();
                if (_entry.TryClose(long.MaxValue - 1))
                {
                    Interlocked.Increment(ref wins[i]);
                }
            }
        })).ToArray();
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());

        Assert.All(wins, w => Assert.Equal(1, w));
    }

    [Fact]
    public void Of_many_renewals_at_once_the_latest_counts()
    {
        Parallel.For(0, 50_000, i => Assert.Equal(RenewalOutcome.Renewed, _entry.Renew(i)));

        Assert.Equal(49_999 + 10_000, _entry.Deadline);
    }
}
