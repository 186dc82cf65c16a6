namespace Orleans.Registry.Tests.Identity;

public sealed class ServiceNameTests
{
    [Theory]
    [InlineData("orders")]
    [InlineData("a")]
    [InlineData("0")]
    [InlineData("orders.eu-west_1")]
    [InlineData("-._")]
    public void Letters_digits_dash_dot_and_underscore_make_a_name(string text) => Assert.Equal(text, ServiceName.Parse(text).Value);

    [Theory]
    [InlineData("Orders", "orders")]
    [InlineData("ORDERS.V2", "orders.v2")]
    public void Upper_case_becomes_lower_case(string written, string normalised)
    {
        Assert.Equal(normalised, ServiceName.Parse(written).Value);
        Assert.Equal(ServiceName.Parse(normalised), ServiceName.Parse(written));
        Assert.Equal(ServiceName.Parse(normalised).GetHashCode(), ServiceName.Parse(written).GetHashCode());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("a\n")]
    [InlineData("a\0")]
    [InlineData("ordérs")]
    [InlineData("\u212A")] // KELVIN SIGN, which is "k" in lower case
    [InlineData("\u0130")] // I WITH DOT ABOVE
    [InlineData("日本")]
    public void Anything_else_is_no_name(string? text) => Assert.False(ServiceName.TryParse(text, out _));

    [Fact]
    public void A_name_has_at_most_128_characters()
    {
        Assert.True(ServiceName.TryParse(new string('a', 128), out _));
        Assert.False(ServiceName.TryParse(new string('a', 129), out _));
    }

    [Fact]
    public void A_refused_name_is_quoted_without_control_characters_and_cut()
    {
        var error = Assert.Throws<FormatException>(() => ServiceName.Parse("bad\u001b[31m\n" + new string('x', 500)));

        Assert.DoesNotContain(error.Message, char.IsControl);
        Assert.True(error.Message.Length < 250, error.Message);
    }

    [Fact]
    public void The_default_is_empty_and_equal_to_itself_only()
    {
        Assert.True(default(ServiceName).IsEmpty);
        Assert.Equal(string.Empty, default(ServiceName).Value);
        Assert.Equal(0, default(ServiceName).GetHashCode());
        Assert.NotEqual(default, ServiceName.Parse("a"));
    }

    [Fact]
    public void Names_are_ordered_ordinally()
    {
        string[] names = ["b", "a.b", "a-b", "a_b", "a", "0"];

        Assert.Equal(["0", "a", "a-b", "a.b", "a_b", "b"], names.Select(ServiceName.Parse).Order().Select(n => n.Value));
        Assert.True(ServiceName.Parse("a") < ServiceName.Parse("b"));
        Assert.True(ServiceName.Parse("a") <= ServiceName.Parse("A"));
    }
}
