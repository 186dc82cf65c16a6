using System.Collections.Concurrent;

namespace Orleans.Registry.Routing.Tests.Randomness;

public sealed class SplitMixRandomTests
{
    [Fact]
    public void The_sequence_is_that_of_the_published_generator()
    {
        var random = new SplitMixRandom(0);

        Assert.Equal(new ulong[] { 0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F }, new[] { random.Next(), random.Next(), random.Next() });
    }

    [Fact]
    public void Threads_that_share_a_source_never_draw_the_same_number()
    {
        var random = new SplitMixRandom(5);
        var drawn = new ConcurrentBag<ulong>();

        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                drawn.Add(random.Next());
            }
        });

        Assert.Equal(80_000, drawn.Distinct().Count());
    }

    [Fact]
    public void Both_halves_of_a_draw_stay_below_the_bound_and_reach_every_number()
    {
        var random = new SplitMixRandom(1);
        var upper = new HashSet<int>();
        var lower = new HashSet<int>();

        for (var i = 0; i < 1000; i++)
        {
            var bits = random.Next();
            upper.Add(RandomMath.Below(bits, 7));
            lower.Add(RandomMath.BelowLow(bits, 7));
        }

        Assert.Equal(Enumerable.Range(0, 7), upper.Order());
        Assert.Equal(Enumerable.Range(0, 7), lower.Order());
        Assert.Equal(6, RandomMath.Below(ulong.MaxValue, 7));
        Assert.Equal(6, RandomMath.BelowLow(ulong.MaxValue, 7));
    }
}
