using FsCheck;
using FsCheck.Fluent;

namespace Orleans.Registry.Tests.Versions;

public sealed class VersionRangeTests
{
    [Theory]
    [InlineData("1.2.3", "1.2.3 v1.2.3 1.2.3+x", "1.2.4 1.2.2 1.2.3-rc 1.2.3.1")]
    [InlineData("=1.2.3", "1.2.3", "1.2.4")]
    [InlineData("1.2.3-rc.1", "1.2.3-rc.1", "1.2.3 1.2.3-rc.2")]
    [InlineData("1.2", "1.2.0 1.2.9 1.2.9.9", "1.3.0 1.1.9 1.3.0-rc")]
    [InlineData("1", "1.0.0 1.99.0", "2.0.0 0.9.0 2.0.0-alpha")]
    [InlineData("1.2.x", "1.2.0 1.2.7", "1.3.0")]
    [InlineData("1.*", "1.0 1.9.9", "2.0")]
    [InlineData("1.x.x", "1.0 1.9.9", "2.0")]
    [InlineData("1.2.3.4", "1.2.3.4", "1.2.3 1.2.3.5")]
    [InlineData(">=1.2 <2", "1.2.0 1.9.9", "1.1.9 2.0.0")]
    [InlineData(">=1.2, <2", "1.2.0 1.9.9", "1.1.9 2.0.0")]
    [InlineData(">1.2.3", "1.2.4 2.0.0", "1.2.3 1.2.3-rc")]
    [InlineData("<=1.2.3", "1.2.3 1.0.0 1.2.3-rc", "1.2.4")]
    [InlineData("^1.2", "1.2.0 1.9.0", "1.1.0 2.0.0 2.0.0-alpha")]
    [InlineData("^1", "1.0.0 1.9.0", "2.0.0")]
    [InlineData("^0.2.3", "0.2.3 0.2.9", "0.3.0 0.2.2")]
    [InlineData("^0.0.3", "0.0.3", "0.0.4 0.1.0")]
    [InlineData("^0", "0.0.1 0.9.0", "1.0.0")]
    [InlineData("^0.0", "0.0.9", "0.1.0")]
    [InlineData("~1.2.3", "1.2.3 1.2.9", "1.3.0 1.2.2")]
    [InlineData("~1.2", "1.2.0 1.2.9", "1.3.0")]
    [InlineData("~1", "1.0.0 1.9.0", "2.0.0")]
    [InlineData("1.x || >=3", "1.5.0 3.0.0 4.0.0", "2.0.0")]
    public void A_range_holds_what_its_notation_says(string range, string inside, string outside)
    {
        var parsed = VersionRange.Parse(range);

        Assert.All(inside.Split(' '), v => Assert.True(parsed.Contains(v), $"{v} is not in {range}"));
        Assert.All(outside.Split(' '), v => Assert.False(parsed.Contains(v), $"{v} is in {range}"));
    }

    [Theory]
    [InlineData("*")]
    [InlineData("x")]
    [InlineData(" * ")]
    [InlineData("1.x || *")]
    public void A_star_holds_every_version_readable_or_not(string range)
    {
        Assert.True(VersionRange.Parse(range).IsAny);
        Assert.True(VersionRange.Parse(range).Contains("main"));
        Assert.True(VersionRange.Parse(range).Contains(string.Empty));
        Assert.True(VersionRange.Parse(range).Contains("0.0.0-a"));
    }

    [Fact]
    public void A_version_that_cannot_be_read_is_in_no_other_range() => Assert.False(VersionRange.Parse(">=0").Contains("main"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData(",")]
    [InlineData("||")]
    [InlineData("1 ||")]
    [InlineData("|| 1")]
    [InlineData(">=")]
    [InlineData(">= 1")]
    [InlineData("=>1")]
    [InlineData("<>1")]
    [InlineData("!1")]
    [InlineData("1.2.3 - 2")]
    [InlineData(".x")]
    [InlineData("main")]
    [InlineData("1.2.3.4.5")]
    public void Other_texts_are_no_range(string? text) => Assert.False(VersionRange.TryParse(text, out _));

    [Fact]
    public void A_range_has_at_most_256_characters()
    {
        Assert.True(VersionRange.TryParse(">=1" + new string(' ', 253), out _));
        Assert.False(VersionRange.TryParse(">=1" + new string(' ', 254), out _));
    }

    [Theory]
    [InlineData("^2147483647", "2147483647.9")]
    [InlineData("2147483647", "2147483647.0.1")]
    [InlineData("~1.2147483647", "1.2147483647.9")]
    [InlineData("^0.0.2147483647", "0.0.2147483647")]
    public void The_largest_numbers_still_have_a_range(string range, string inside) => Assert.True(VersionRange.Parse(range).Contains(inside));

    [Fact]
    public void Ranges_are_equal_when_written_the_same()
    {
        Assert.Equal(VersionRange.Parse(" ^1.2 "), VersionRange.Parse("^1.2"));
        Assert.Equal(VersionRange.Parse("^1.2").GetHashCode(), VersionRange.Parse("^1.2").GetHashCode());
        Assert.NotEqual(VersionRange.Parse("^1.2"), VersionRange.Parse("^1.2.0"));
    }

    [Fact]
    public void No_text_makes_the_parser_throw()
        => Prop.ForAll(Gen.ArrayOf(Gen.Elements("1", "0", ".", "x", "*", "^", "~", ">", "<", "=", "-", "||", " ", "a", "v", "+", "2147483647")).Select(string.Concat).ToArbitrary(), text =>
        {
            if (VersionRange.TryParse(text, out var range))
            {
                Assert.Equal(range, VersionRange.Parse(range.ToString()));
                _ = range.Contains("1.2.3");
            }
        }).QuickCheckThrowOnFailure();
}
