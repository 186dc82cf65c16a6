namespace Orleans.Registry.Routing.Tests.Endpoints;

public sealed class EndpointSetTests
{
    [Fact]
    public void Endpoints_of_weight_zero_are_left_out_while_another_has_a_weight()
    {
        var set = Pool.Set(("a", 0), ("b", 3), ("c", 5));

        Assert.Equal("b,c", Pool.Ids(set));
        Assert.Equal([3, 5], set.Weights.ToArray());
        Assert.Equal(8, set.TotalWeight);
        Assert.False(set.HasEqualWeights);
    }

    [Fact]
    public void When_all_have_weight_zero_they_count_alike()
    {
        var set = Pool.Set(("a", 0), ("b", 0));

        Assert.Equal("a,b", Pool.Ids(set));
        Assert.True(set.HasEqualWeights);
        Assert.All(set.Weights.ToArray(), weight => Assert.True(weight > 0));
    }

    [Fact]
    public void No_endpoints_are_the_empty_set() => Assert.Same(EndpointSet.Empty, EndpointSet.Create([]));
}
