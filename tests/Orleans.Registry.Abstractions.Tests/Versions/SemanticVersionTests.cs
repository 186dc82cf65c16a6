using FsCheck;
using FsCheck.Fluent;

namespace Orleans.Registry.Tests.Versions;

public sealed class SemanticVersionTests
{
    [Theory]
    [InlineData("1.2.3", "1.2.3")]
    [InlineData("v1.2.3", "1.2.3")]
    [InlineData("V1", "1.0.0")]
    [InlineData("1.2", "1.2.0")]
    [InlineData("1.2.3.4", "1.2.3.4")]
    [InlineData("1.2.3-rc.1", "1.2.3-rc.1")]
    [InlineData("1.2.3-rc.1+build.7", "1.2.3-rc.1")]
    [InlineData("1.2.3+build", "1.2.3")]
    [InlineData(" 1.2.3 ", "1.2.3")]
    [InlineData("1.2.3--", "1.2.3--")]
    [InlineData("2147483647.0.0", "2147483647.0.0")]
    public void Usual_ways_to_write_a_version_are_read(string written, string meant)
    {
        Assert.True(SemanticVersion.TryParse(written, out var version));
        Assert.Equal(meant, version.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("v")]
    [InlineData("main")]
    [InlineData(".")]
    [InlineData("1.")]
    [InlineData("1..2")]
    [InlineData("1.2.3.4.5")]
    [InlineData("1.2.3-")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1.-2")]
    [InlineData("1.+2")]
    [InlineData("1. 2")]
    [InlineData("2147483648")]
    [InlineData("٣.١")] // digits, but not those of ASCII
    public void Other_texts_are_no_version(string? text) => Assert.False(SemanticVersion.TryParse(text, out _));

    // The example of semver.org, section 11.
    [Fact]
    public void Pre_releases_come_before_their_release_in_the_order_of_the_standard()
    {
        string[] ordered = ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.0.1", "2.0.0", "2.1.0", "2.1.1"];

        Assert.Equal(ordered, ordered.Reverse().Select(Parse).Order().Select(v => v.ToString()));
    }

    [Fact]
    public void Numbers_are_compared_as_numbers()
    {
        Assert.True(Parse("1.10") > Parse("1.9"));
        Assert.True(Parse("1.0-10") > Parse("1.0-9"));
        Assert.True(Parse("1.0-9") < Parse("1.0-a"));
    }

    [Fact]
    public void The_order_is_total()
    {
        var version = from numbers in Gen.ArrayOf(Gen.Choose(0, 2), 4)
                      from pre in Gen.ArrayOf(Gen.Elements("", "0", "1", "10", "a", "b", "99999999999999999999", "x-1"))
                      select new SemanticVersion(numbers[0], numbers[1], numbers[2], numbers[3], string.Join('.', pre.Take(3)));
        var three = from a in version from b in version from c in version select (a, b, c);

        Prop.ForAll(three.ToArbitrary(), t =>
            Math.Sign(t.a.CompareTo(t.b)) == -Math.Sign(t.b.CompareTo(t.a))
            && (!(t.a <= t.b && t.b <= t.c) || t.a <= t.c)
            && t.a.CompareTo(t.a) == 0).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_default_is_0_0_0()
    {
        Assert.Equal(0, default(SemanticVersion).CompareTo(Parse("0.0.0")));
        Assert.Equal("0.0.0", default(SemanticVersion).ToString());
    }

    private static SemanticVersion Parse(string text)
        => SemanticVersion.TryParse(text, out var version) ? version : throw new FormatException(text);
}
